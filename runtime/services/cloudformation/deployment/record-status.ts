import type { ResourceRecord, StackRecord } from "../records.ts";
import type { Stacks } from "../stacks.ts";

/** Sets a stack's status, writes it into the stack's events and tells EventBridge. */
export function setStackStatus(
  stacks: Stacks,
  stack: StackRecord,
  status: string,
  reason?: string,
): StackRecord {
  const { statusReason: _, ...rest } = stack;
  const changed = stacks.put({ ...rest, status, ...(reason !== undefined && { statusReason: reason }) });
  addEvent(stacks, changed, {
    logicalId: stack.name,
    physicalId: stack.stackId,
    type: "AWS::CloudFormation::Stack",
    status,
    ...(reason !== undefined && { reason }),
  });
  stacks.runtime.events.emit({
    source: "aws.cloudformation",
    detailType: "CloudFormation Stack Status Change",
    resources: [stack.stackId],
    detail: { "stack-id": stack.stackId, "status-details": { status, "status-reason": reason ?? "" } },
  });
  return changed;
}

/** Keeps a resource as it is now, and writes its status into the stack's events. */
export function setResource(stacks: Stacks, stack: StackRecord, resource: ResourceRecord): void {
  stacks.putResource(stack.stackId, { ...resource, timestampMs: stacks.runtime.clock.now() });
  resourceEvent(stacks, stack, resource);
}

/** Writes a line about a resource into the stack's events. */
export function resourceEvent(
  stacks: Stacks,
  stack: StackRecord,
  resource: Pick<ResourceRecord, "logicalId" | "physicalId" | "type" | "status" | "statusReason">,
): void {
  const { logicalId, physicalId = "", type, status, statusReason } = resource;
  const reason = statusReason === undefined ? {} : { reason: statusReason };
  addEvent(stacks, stack, { logicalId, physicalId, type, status, ...reason });
}

function addEvent(
  stacks: Stacks,
  stack: StackRecord,
  event: Readonly<{ logicalId: string; physicalId: string; type: string; status: string; reason?: string }>,
): void {
  const token = stack.deployment?.clientRequestToken;
  stacks.addEvent({
    stackId: stack.stackId,
    stackName: stack.name,
    ...event,
    ...(token !== undefined && { clientRequestToken: token }),
  });
}

/** What a failed call says, as the reason of a status. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
}
