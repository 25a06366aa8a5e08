import type { DeleteStateMachineInput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import { checkArn } from "../arns.ts";
import type { States } from "../states.ts";

/**
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html: takes versions and aliases
 * along; executions under way go on. DIVERGES: gone at once, where AWS shows DELETING for a while.
 */
export function deleteStateMachine(states: States): Operation<DeleteStateMachineInput, object> {
  return (input) => {
    const arn = checkArn(input.stateMachineArn, "stateMachine");
    const { machines, versions, aliases } = states.state;
    machines.delete(arn);
    for (const { versionArn } of [...versions.values(`${arn}:`)]) versions.delete(versionArn);
    for (const alias of [...aliases.values(`${arn}:`)]) aliases.delete(alias.arn);
    return {};
  };
}
