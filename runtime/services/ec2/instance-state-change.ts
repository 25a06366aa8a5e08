import type { InstanceStateChange } from "@aws-sdk/client-ec2";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Ec2 } from "./context.ts";
import { toInstanceState } from "./instance-shape.ts";
import { findInstances } from "./lookup.ts";
import type { InstanceRecord, InstanceStateName } from "./records.ts";

export type Move = "start" | "stop" | "reboot" | "terminate";

/** From which states a move begins, and in which it has no effect; in any other it is refused. */
const MOVES: Readonly<
  Record<Move, Readonly<{ from: readonly InstanceStateName[]; idle: readonly InstanceStateName[] }>>
> = {
  start: { from: ["stopped"], idle: ["pending", "running"] },
  stop: { from: ["pending", "running"], idle: ["stopping", "stopped"] },
  reboot: { from: ["running"], idle: [] },
  terminate: { from: ["pending", "running", "stopping", "stopped"], idle: ["shutting-down", "terminated"] },
};

/** Begins a move of several instances, all or none, and tells the states before and now. */
export function moveInstances(
  ec2: Ec2,
  move: Move,
  ids: readonly string[] | undefined,
): InstanceStateChange[] {
  const records = findInstances(ec2.state, ids ?? []);
  for (const record of records) checkMove(record, move);
  return records.map((before) => {
    if (MOVES[move].from.includes(before.state)) ec2.lifecycle[move](before.instanceId);
    const now = ec2.state.instances.get(before.instanceId) ?? before;
    return {
      InstanceId: before.instanceId,
      PreviousState: toInstanceState(before.state),
      CurrentState: toInstanceState(now.state),
    };
  });
}

function checkMove({ instanceId, state, apiTerminationDisabled }: InstanceRecord, move: Move): void {
  if (![...MOVES[move].from, ...MOVES[move].idle].includes(state)) {
    const message = `The instance '${instanceId}' is not in a state from which it can be ${move}ed: ${state}`;
    throw new AwsError("IncorrectInstanceState", message);
  }
  if (move === "terminate" && apiTerminationDisabled) {
    const message = `The instance '${instanceId}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`;
    throw new AwsError("OperationNotPermitted", message);
  }
}
