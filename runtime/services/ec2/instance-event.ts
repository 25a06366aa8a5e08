import type { Runtime } from "../../kernel/service.ts";
import type { InstanceRecord, InstanceStateName } from "./records.ts";

/** AWS's numbers of the states of an instance. */
export const STATE_CODES: Readonly<Record<InstanceStateName, number>> = {
  pending: 0,
  running: 16,
  "shutting-down": 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** Tells EventBridge that an instance changed its state. */
export function emitStateChange(runtime: Runtime, { instanceId, state }: InstanceRecord): void {
  runtime.events.emit({
    source: "aws.ec2",
    detailType: "EC2 Instance State-change Notification",
    detail: { "instance-id": instanceId, state },
    resources: [`arn:aws:ec2:${runtime.region}:${runtime.accountId}:instance/${instanceId}`],
  });
}
