import type { UpdateStackCommandInput, UpdateStackCommandOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import {
  begin,
  checkConditions,
  givenTags,
  isUnchanged,
  readDefinition,
  refuseUnlessUpdatable,
  stackToUpdate,
} from "../begin-deployment.ts";
import type { Stacks } from "../stacks.ts";
import { validationError } from "../template/validation-error.ts";

const NOT_EMULATED = [
  ...["StackPolicyDuringUpdateBody", "StackPolicyDuringUpdateURL", "ResourceTypes", "RoleARN"],
  ...["RollbackConfiguration", "StackPolicyBody", "StackPolicyURL", "NotificationARNs"],
  ...["RetainExceptOnCreate", "DeploymentConfig"],
];

/** UpdateStack: refuses an update that would change nothing; else deploys on its own what differs. */
export function updateStack(
  stacks: Stacks,
): Operation<UpdateStackCommandInput, Omit<UpdateStackCommandOutput, "$metadata">> {
  return async (input, { caller }) => {
    refuseMembers(input, NOT_EMULATED, { code: "ValidationError" });
    const previous = stacks.get(input.StackName ?? "");
    refuseUnlessUpdatable(previous);
    const { UsePreviousTemplate, TemplateBody, TemplateURL, Parameters, Capabilities = [] } = input;
    const source = UsePreviousTemplate
      ? { previousBody: previous.templateBody }
      : { TemplateBody, TemplateURL };
    const given = { ...source, Parameters, Capabilities };
    const definition = await readDefinition(stacks, given, { caller, previous });
    const current = stacks.get(previous.stackId);
    refuseUnlessUpdatable(current);
    const tags = input.Tags === undefined ? current.tags : givenTags(input.Tags);
    if (isUnchanged(current, { ...definition, tags }))
      throw validationError("No updates are to be performed.");
    const wishes = {
      caller,
      capabilities: Capabilities,
      disableRollback: input.DisableRollback ?? false,
      tags,
      clientRequestToken: input.ClientRequestToken,
    };
    const stack = stackToUpdate(stacks, current, { definition, wishes });
    checkConditions(stacks, stack);
    begin(stacks, stack, "UPDATE_IN_PROGRESS");
    return { StackId: stack.stackId };
  };
}
