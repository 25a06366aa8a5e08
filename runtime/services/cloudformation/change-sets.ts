import { isDeepStrictEqual } from "node:util";
import { AwsError } from "../../protocol/aws-error.ts";
import { needsReplacement } from "./deployment/deploy-resource.ts";
import { readSsmParameter } from "./deployment/read-ssm-parameter.ts";
import { resolvedProperties } from "./deployment/resolved-properties.ts";
import { activeResources, stackScope } from "./deployment/scope.ts";
import type { ChangeSetRecord, PlannedChange, ResourceRecord, StackRecord } from "./records.ts";
import type { Stacks } from "./stacks.ts";
import { parseTemplate } from "./template/parse-template.ts";

/** The change set of a name in a stack, or of an id; refuses what does not exist. */
export function findChangeSet(
  stacks: Stacks,
  {
    ChangeSetName = "",
    StackName,
  }: Readonly<{ ChangeSetName?: string | undefined; StackName?: string | undefined }>,
): ChangeSetRecord {
  const stack = StackName === undefined ? undefined : stacks.get(StackName);
  const key = stack === undefined ? ChangeSetName : changeSetKey(stack.stackId, ChangeSetName);
  const found =
    stacks.changeSets.get(key) ??
    [...stacks.changeSets.values()].find(({ changeSetId }) => changeSetId === ChangeSetName);
  if (found) return found;
  throw new AwsError("ChangeSetNotFoundException", `ChangeSet [${ChangeSetName}] does not exist`, {
    status: 404,
  });
}

/** Change sets are kept by stack and name. */
export function changeSetKey(stackId: string, name: string): string {
  return `${stackId}|${name}`;
}

/** Compares a stack's resources with what a definition makes of them. `stack` is the stack as it would be deployed. */
export async function plannedChanges(stacks: Stacks, stack: StackRecord): Promise<PlannedChange[]> {
  const template = parseTemplate(stack.templateBody);
  const active = activeResources(template, stackScope(stacks, stack, template));
  const existing = stacks.resources(stack.stackId);
  const removed = existing.filter(({ logicalId }) => !active.includes(logicalId)).map(removal);
  const others = await Promise.all(
    active.map(async (logicalId) => {
      const type = template.Resources[logicalId]?.Type ?? "";
      const current = existing.find((resource) => resource.logicalId === logicalId);
      if (current?.physicalId === undefined) return [{ action: "Add", logicalId, type } as const];
      const target = await targetOf(stacks, stack, logicalId);
      if (target !== undefined && isDeepStrictEqual(target, current.properties)) return [];
      const isReplaced = target !== undefined && needsReplacement({ type, properties: target }, current);
      const replacement = isReplaced ? "True" : "False";
      return [{ action: "Modify", logicalId, type, physicalId: current.physicalId, replacement } as const];
    }),
  );
  return [...others.flat(), ...removed];
}

/** What a resource's properties would be; undefined while they hang on a resource that is not there yet. */
async function targetOf(
  stacks: Stacks,
  stack: StackRecord,
  logicalId: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const template = parseTemplate(stack.templateBody);
  const declaration = template.Resources[logicalId];
  if (declaration === undefined) return undefined;
  const read = (name: string) => readSsmParameter(stacks, stack, name);
  try {
    const scope = stackScope(stacks, stack, template);
    return await resolvedProperties(declaration, scope, { tags: stack.tags, readSsmParameter: read });
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

function removal({ logicalId, type, physicalId }: ResourceRecord): PlannedChange {
  return { action: "Remove", logicalId, type, ...(physicalId !== undefined && { physicalId }) };
}
