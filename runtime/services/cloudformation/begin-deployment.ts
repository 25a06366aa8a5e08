import { isDeepStrictEqual } from "node:util";
import type { Parameter, Tag as SdkTag } from "@aws-sdk/client-cloudformation";
import type { RequestContext } from "../../kernel/service.ts";
import { readSsmParameter } from "./deployment/read-ssm-parameter.ts";
import { setStackStatus } from "./deployment/record-status.ts";
import { runDeployment } from "./deployment/run-deployment.ts";
import { activeResources, stackScope } from "./deployment/scope.ts";
import { readTemplate, type TemplateSource } from "./read-template.ts";
import type { CheckedDefinition, Deployment, StackRecord, StackSnapshot } from "./records.ts";
import type { Tag } from "./resource-types/tags.ts";
import type { Stacks } from "./stacks.ts";
import { checkCapabilities, checkTemplate } from "./template/check-template.ts";
import { parameterValues } from "./template/parameter-values.ts";
import { parseTemplate } from "./template/parse-template.ts";
import type { Template } from "./template/template.ts";
import { validationError } from "./template/validation-error.ts";

export interface DefinitionInput extends TemplateSource {
  readonly Parameters?: readonly Parameter[] | undefined;
  readonly Capabilities?: readonly string[] | undefined;
}

/** Reads template and parameters, and refuses what could not be deployed; nothing is changed yet. */
export async function readDefinition(
  stacks: Stacks,
  input: DefinitionInput,
  { caller, previous }: Readonly<{ caller: RequestContext["caller"]; previous?: StackRecord | undefined }>,
): Promise<CheckedDefinition> {
  const templateBody = await readTemplate(stacks.runtime, input, caller);
  const template = parseTemplate(templateBody);
  checkTemplate(template);
  checkCapabilities(template, input.Capabilities ?? []);
  const deployment: Deployment = { kind: "update", phase: "forward", caller };
  const parameters = await parameterValues({
    declared: template.Parameters,
    given: (input.Parameters ?? []).map(
      ({ ParameterKey = "", ParameterValue, UsePreviousValue = false }) => ({
        key: ParameterKey,
        usePrevious: UsePreviousValue,
        ...(ParameterValue !== undefined && { value: ParameterValue }),
      }),
    ),
    previous: previous?.parameters ?? [],
    readSsmParameter: (name) => readSsmParameter(stacks, { deployment }, name),
  });
  const description = template.Description;
  return { templateBody, parameters, ...(description !== undefined && { description }) };
}

/** Refuses conditions that cannot be evaluated, with the parameters as they are. */
export function checkConditions(stacks: Stacks, stack: StackRecord): Template {
  const template = parseTemplate(stack.templateBody);
  activeResources(template, stackScope(stacks, stack, template));
  return template;
}

/** Keeps the stack with its deployment, and lets it run; the caller does not wait for its end. */
export function begin(stacks: Stacks, stack: StackRecord, status: string): void {
  setStackStatus(stacks, stack, status, "User Initiated");
  void runDeployment(stacks, stack.stackId);
}

/** Tags of a request, as they are kept. */
export function givenTags(tags: readonly SdkTag[] = []): readonly Tag[] {
  return tags.map(({ Key = "", Value = "" }) => ({ Key, Value }));
}

/** What a request says about a deployment besides the definition. */
export interface DeploymentWishes {
  readonly caller: RequestContext["caller"];
  readonly capabilities: readonly string[];
  readonly disableRollback: boolean;
  readonly tags?: readonly Tag[];
  readonly clientRequestToken?: string | undefined;
}

/** A stack that stands, with the update to a definition under way. What it goes back to on failure is kept with it. */
export function stackToUpdate(
  stacks: Stacks,
  current: StackRecord,
  { definition, wishes }: Readonly<{ definition: CheckedDefinition; wishes: DeploymentWishes }>,
): StackRecord {
  const { caller, capabilities, disableRollback, tags = current.tags, clientRequestToken } = wishes;
  return {
    ...current,
    ...definition,
    tags,
    capabilities,
    disableRollback,
    lastUpdatedTimeMs: stacks.runtime.clock.now(),
    deployment: {
      kind: "update",
      phase: "forward",
      caller,
      before: snapshot(stacks, current),
      ...(clientRequestToken !== undefined && { clientRequestToken }),
    },
  };
}

function snapshot(stacks: Stacks, stack: StackRecord): StackSnapshot {
  const { templateBody, parameters, capabilities, tags, description } = stack;
  const resources = stacks.resources(stack.stackId);
  return {
    templateBody,
    parameters,
    capabilities,
    tags,
    resources,
    ...(description !== undefined && { description }),
  };
}

/** A stack may be updated when it stands; a creation that failed and was kept may be finished by an update. */
const UPDATABLE = new Set([
  ...["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "CREATE_FAILED", "UPDATE_FAILED"],
]);

/** Refuses an update of a stack that is being changed, or that only a deletion can help. */
export function refuseUnlessUpdatable({ stackId, status }: StackRecord): void {
  if (UPDATABLE.has(status)) return;
  throw validationError(`Stack:${stackId} is in ${status} state and can not be updated.`);
}

/** Whether there is nothing to do. A stack whose last deployment failed is always tried again. */
export function isUnchanged(
  stack: StackRecord,
  wanted: CheckedDefinition & Pick<StackRecord, "tags">,
): boolean {
  if (stack.status.endsWith("_FAILED")) return false;
  return isDeepStrictEqual(
    [stack.templateBody, stack.parameters, stack.tags],
    [wanted.templateBody, wanted.parameters, wanted.tags],
  );
}
