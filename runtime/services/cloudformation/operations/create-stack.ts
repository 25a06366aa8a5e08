import type { CreateStackCommandInput, CreateStackCommandOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { begin, checkConditions, givenTags, readDefinition } from "../begin-deployment.ts";
import { newStack } from "../new-stack.ts";
import type { StackRecord } from "../records.ts";
import type { Stacks } from "../stacks.ts";
import { validationError } from "../template/validation-error.ts";

const NOT_EMULATED = [
  ...[
    "RollbackConfiguration",
    "TimeoutInMinutes",
    "NotificationARNs",
    "ResourceTypes",
    "RoleARN",
    "StackPolicyBody",
  ],
  ...["StackPolicyURL", "RetainExceptOnCreate", "DeploymentConfig"],
];

/** CreateStack: checks everything that can be checked, answers the stack's id, and deploys on its own. */
export function createStack(
  stacks: Stacks,
): Operation<CreateStackCommandInput, Omit<CreateStackCommandOutput, "$metadata">> {
  return async (input, { caller, region }) => {
    refuseMembers(input, NOT_EMULATED, { code: "ValidationError" });
    const name = input.StackName ?? "";
    refuseExisting(stacks, name);
    const definition = await readDefinition(stacks, input, { caller });
    refuseExisting(stacks, name);
    const token = input.ClientRequestToken;
    const stack: StackRecord = {
      ...newStack(stacks, { name, region }),
      ...definition,
      capabilities: input.Capabilities ?? [],
      tags: givenTags(input.Tags),
      disableRollback: keepsAfterFailure(input),
      terminationProtection: input.EnableTerminationProtection ?? false,
      deployment: { kind: "create", phase: "forward", caller, ...(token && { clientRequestToken: token }) },
    };
    checkConditions(stacks, stack);
    begin(stacks, stack, "CREATE_IN_PROGRESS");
    return { StackId: stack.stackId };
  };
}

function refuseExisting(stacks: Stacks, name: string): void {
  if (stacks.find(name)) throw new AwsError("AlreadyExistsException", `Stack [${name}] already exists`);
}

/** `OnFailure` and `DisableRollback` say the same thing twice; both together are refused, as is deleting. */
function keepsAfterFailure({ OnFailure, DisableRollback }: CreateStackCommandInput): boolean {
  if (OnFailure !== undefined && DisableRollback !== undefined)
    throw validationError("You can specify DisableRollback or OnFailure, but not both.");
  if (OnFailure === "DELETE") throw validationError("Not emulated by the embedded AWS: OnFailure DELETE.");
  return DisableRollback === true || OnFailure === "DO_NOTHING";
}
