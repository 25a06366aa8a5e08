import type { ResourceRecord, StackRecord } from "../records.ts";
import type { Stacks } from "../stacks.ts";
import { conditionValues } from "../template/condition-values.ts";
import { referenceValue } from "../template/parameter-values.ts";
import type { Scope } from "../template/resolve.ts";
import type { Template } from "../template/template.ts";
import { validationError } from "../template/validation-error.ts";

/** What a stack's intrinsic functions see: its parameters, mappings and conditions, and its resources as they are now. */
export function stackScope(stacks: Stacks, stack: StackRecord, template: Template): Scope {
  const base = {
    parameters: { ...pseudoParameters(stacks, stack), ...declaredParameters(stack, template) },
    mappings: template.Mappings,
    availabilityZones: ["a", "b", "c"].map((zone) => `${stacks.runtime.region}${zone}`),
    ref: (logicalId: string) => existing(stacks, stack, logicalId).physicalId,
    attribute: (logicalId: string, name: string) => attributeOf(existing(stacks, stack, logicalId), name),
    exported: (name: string) => exportedValue(stacks, name),
  };
  return { ...base, conditions: conditionValues(template.Conditions, base) };
}

/** The template's resources whose condition holds. */
export function activeResources(template: Template, scope: Scope): string[] {
  return Object.entries(template.Resources)
    .filter(([, { Condition }]) => Condition === undefined || holds(Condition, scope))
    .map(([logicalId]) => logicalId);
}

/** Whether a condition of the template holds; refuses one that it does not declare. */
export function holds(condition: string, scope: Scope): boolean {
  const value = scope.conditions[condition];
  if (value === undefined)
    throw validationError(`Template error: unresolved condition dependency ${condition}.`);
  return value;
}

function pseudoParameters({ runtime }: Stacks, stack: StackRecord): Readonly<Record<string, unknown>> {
  return {
    "AWS::AccountId": runtime.accountId,
    "AWS::Region": runtime.region,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": stack.name,
    "AWS::StackId": stack.stackId,
    "AWS::NotificationARNs": [],
  };
}

function declaredParameters(stack: StackRecord, template: Template): Readonly<Record<string, unknown>> {
  const declared = stack.parameters.flatMap((parameter) => {
    const declaration = template.Parameters[parameter.key];
    return declaration ? [[parameter.key, referenceValue(declaration, parameter)] as const] : [];
  });
  return Object.fromEntries(declared);
}

function existing(stacks: Stacks, stack: StackRecord, logicalId: string): ResourceRecord {
  const resource = stacks.resource(stack.stackId, logicalId);
  if (resource?.physicalId === undefined)
    throw validationError(`Template error: resource ${logicalId} does not exist.`);
  return resource;
}

function attributeOf({ attributes, logicalId }: ResourceRecord, name: string): string {
  const value = attributes[name];
  if (value === undefined)
    throw validationError(`Template error: resource ${logicalId} has no attribute ${name}.`);
  return value;
}

function exportedValue(stacks: Stacks, name: string): string {
  for (const { status, outputs } of stacks.all()) {
    const output =
      status === "DELETE_COMPLETE" ? undefined : outputs.find(({ exportName }) => exportName === name);
    if (output) return output.value;
  }
  throw validationError(`No export named ${name} found.`);
}
