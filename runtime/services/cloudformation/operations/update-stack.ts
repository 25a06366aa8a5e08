import { isDeepStrictEqual } from "node:util";
import type { UpdateStackCommandInput, UpdateStackCommandOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import {
  begin,
  type CheckedDefinition,
  checkConditions,
  givenTags,
  readDefinition,
} from "../begin-deployment.ts";
import type { StackRecord, StackSnapshot } from "../records.ts";
import type { Stacks } from "../stacks.ts";
import { validationError } from "../template/validation-error.ts";

const NOT_EMULATED = [
  ...[
    "StackPolicyDuringUpdateBody",
    "StackPolicyDuringUpdateURL",
    "ResourceTypes",
    "RoleARN",
    "RollbackConfiguration",
  ],
  ...["StackPolicyBody", "StackPolicyURL", "NotificationARNs", "RetainExceptOnCreate", "DeploymentConfig"],
];

/** A stack may be updated when it stands; a creation that failed and was kept may be finished by an update. */
const UPDATABLE = new Set([
  ...["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "CREATE_FAILED", "UPDATE_FAILED"],
]);

/** UpdateStack: refuses an update that would change nothing; else deploys on its own what differs. */
export function updateStack(
  stacks: Stacks,
): Operation<UpdateStackCommandInput, Omit<UpdateStackCommandOutput, "$metadata">> {
  return async (input, { caller }) => {
    refuseMembers(input, NOT_EMULATED, { code: "ValidationError" });
    const { stackId } = stacks.get(input.StackName ?? "");
    refuseUnlessUpdatable(stacks.get(stackId));
    const previous = stacks.get(stackId);
    const { UsePreviousTemplate, TemplateBody, TemplateURL, Parameters, Capabilities } = input;
    const source = UsePreviousTemplate
      ? { TemplateBody: previous.templateBody }
      : { TemplateBody, TemplateURL };
    const definition = await readDefinition(
      stacks,
      { ...source, Parameters, Capabilities },
      { caller, previous },
    );
    const current = stacks.get(stackId);
    refuseUnlessUpdatable(current);
    const tags = input.Tags === undefined ? current.tags : givenTags(input.Tags);
    refuseUnchanged(current, { ...definition, tags });
    const token = input.ClientRequestToken;
    const stack: StackRecord = {
      ...current,
      ...definition,
      tags,
      capabilities: Capabilities ?? [],
      disableRollback: input.DisableRollback ?? false,
      lastUpdatedTimeMs: stacks.runtime.clock.now(),
      deployment: {
        kind: "update",
        phase: "forward",
        caller,
        before: snapshot(stacks, current),
        ...(token && { clientRequestToken: token }),
      },
    };
    checkConditions(stacks, stack);
    begin(stacks, stack, "UPDATE_IN_PROGRESS");
    return { StackId: stackId };
  };
}

function refuseUnlessUpdatable({ stackId, status }: StackRecord): void {
  if (UPDATABLE.has(status)) return;
  throw validationError(`Stack:${stackId} is in ${status} state and can not be updated.`);
}

/** Only a stack that stands has nothing to do: one whose last deployment failed is tried again. */
function refuseUnchanged(stack: StackRecord, wanted: CheckedDefinition & Pick<StackRecord, "tags">): void {
  if (stack.status.endsWith("_FAILED")) return;
  const now = [JSON.stringify(stack.parameters), stack.templateBody, stack.tags];
  if (isDeepStrictEqual(now, [JSON.stringify(wanted.parameters), wanted.templateBody, wanted.tags]))
    throw validationError("No updates are to be performed.");
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
