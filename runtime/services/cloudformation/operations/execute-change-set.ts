import type {
  ExecuteChangeSetCommandInput,
  ExecuteChangeSetCommandOutput,
} from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { begin, checkConditions, refuseUnlessUpdatable, stackToUpdate } from "../begin-deployment.ts";
import { findChangeSet } from "../change-sets.ts";
import type { ChangeSetRecord, StackRecord } from "../records.ts";
import type { Stacks } from "../stacks.ts";

/** ExecuteChangeSet: begins the deployment, and drops every change set of the stack: they are out of date now. */
export function executeChangeSet(
  stacks: Stacks,
): Operation<ExecuteChangeSetCommandInput, Omit<ExecuteChangeSetCommandOutput, "$metadata">> {
  return (input, { caller }) => {
    refuseMembers(input, ["RetainExceptOnCreate"], { code: "ValidationError" });
    const changeSet = findChangeSet(stacks, input);
    if (changeSet.executionStatus !== "AVAILABLE")
      throw new AwsError(
        "InvalidChangeSetStatusException",
        `ChangeSet [${changeSet.changeSetId}] cannot be executed in its current status of [${changeSet.status}]`,
      );
    const { definition, capabilities, tags } = changeSet;
    const disableRollback = input.DisableRollback ?? false;
    const wishes = {
      caller,
      capabilities,
      disableRollback,
      tags,
      clientRequestToken: input.ClientRequestToken,
    };
    const current = stacks.get(changeSet.stackId);
    if (changeSet.type === "UPDATE") refuseUnlessUpdatable(current);
    const updated = stackToUpdate(stacks, current, { definition, wishes });
    const stack = changeSet.type === "UPDATE" ? updated : created(updated);
    checkConditions(stacks, stack);
    dropAll(stacks, changeSet);
    begin(stacks, stack, changeSet.type === "UPDATE" ? "UPDATE_IN_PROGRESS" : "CREATE_IN_PROGRESS");
    return {};
  };
}

/** A first deployment has nothing to go back to, and has updated nothing. */
function created({ lastUpdatedTimeMs: _, deployment, ...stack }: StackRecord): StackRecord {
  if (deployment === undefined) return stack;
  const { before: __, ...rest } = deployment;
  return { ...stack, deployment: { ...rest, kind: "create" } };
}

function dropAll(stacks: Stacks, { stackId }: ChangeSetRecord): void {
  for (const [key] of [...stacks.changeSets.entries(`${stackId}|`)]) stacks.changeSets.delete(key);
}
