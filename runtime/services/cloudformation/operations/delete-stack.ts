import type { DeleteStackCommandInput, DeleteStackCommandOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { begin } from "../begin-deployment.ts";
import type { Stacks } from "../stacks.ts";
import { validationError } from "../template/validation-error.ts";

/** DeleteStack: what is retained by its policy stays. A stack that does not exist counts as deleted, as on AWS. */
export function deleteStack(
  stacks: Stacks,
): Operation<DeleteStackCommandInput, Omit<DeleteStackCommandOutput, "$metadata">> {
  return (input, { caller }) => {
    refuseMembers(input, ["RetainResources", "RoleARN", "DeletionMode"], { code: "ValidationError" });
    const stack = stacks.find(input.StackName ?? "");
    if (stack === undefined || stack.status === "DELETE_COMPLETE") return {};
    if (stack.terminationProtection)
      throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
    if (stack.status === "DELETE_IN_PROGRESS") return {};
    if (stack.status.endsWith("_IN_PROGRESS") && stack.status !== "REVIEW_IN_PROGRESS")
      throw validationError(`Stack:${stack.stackId} is in ${stack.status} state and can not be deleted.`);
    const token = input.ClientRequestToken;
    const deployment = {
      kind: "delete",
      phase: "forward",
      caller,
      ...(token && { clientRequestToken: token }),
    } as const;
    begin(stacks, { ...stack, deployment }, "DELETE_IN_PROGRESS");
    return {};
  };
}
