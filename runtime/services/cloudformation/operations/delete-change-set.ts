import type {
  DeleteChangeSetCommandInput,
  DeleteChangeSetCommandOutput,
} from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { changeSetKey, findChangeSet } from "../change-sets.ts";
import { isRefusedWith } from "../resource-types/idempotency.ts";
import type { Stacks } from "../stacks.ts";

/** DeleteChangeSet: one that does not exist counts as deleted, as on AWS. */
export function deleteChangeSet(
  stacks: Stacks,
): Operation<DeleteChangeSetCommandInput, Omit<DeleteChangeSetCommandOutput, "$metadata">> {
  return (input) => {
    try {
      const { stackId, name } = findChangeSet(stacks, input);
      stacks.changeSets.delete(changeSetKey(stackId, name));
    } catch (error) {
      if (!isRefusedWith(error, ["ChangeSetNotFoundException"])) throw error;
    }
    return {};
  };
}
