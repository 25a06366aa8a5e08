import type { Runtime } from "../../../kernel/service.ts";
import { type CommandRecord, type CommandState, type InvocationRecord, isOver } from "./records.ts";
import { type CommandsState, invocationKey, invocationsOf } from "./state.ts";

interface Surroundings {
  readonly runtime: Runtime;
  readonly state: CommandsState;
}

/**
 * Changes an invocation, unless it is over, and the status of its command with it. EventBridge is told of both after
 * both are stored.
 */
export function changeInvocation(
  surroundings: Surroundings,
  invocation: Readonly<{ commandId: string; instanceId: string }>,
  changes: Partial<Pick<InvocationRecord, "status" | "statusDetails" | "steps">>,
): void {
  const { state } = surroundings;
  const before = state.invocations.get(invocationKey(invocation));
  const command = state.commands.get(invocation.commandId);
  if (before === undefined || command === undefined || isOver(before.status)) return;
  const after = { ...before, ...changes };
  state.invocations.put(invocationKey(after), after);
  if (after.status === before.status) return;
  const summary = summarize(invocationsOf(state, command.commandId));
  const changed = { ...command, ...summary };
  state.commands.put(command.commandId, changed);
  emitInvocation(surroundings.runtime, command, after);
  if (changed.status !== command.status) emitCommand(surroundings.runtime, changed);
}

/** The status of a command with these invocations: under way while one is, then the worst of them. */
export function summarize(
  invocations: readonly InvocationRecord[],
): Pick<CommandRecord, "status" | "statusDetails"> {
  const statuses = invocations.map((it) => it.status);
  const open = (["Cancelling", "InProgress", "Pending"] as const).find((it) => statuses.includes(it));
  if (open !== undefined) {
    const begun = statuses.some((it) => it !== "Pending");
    const status = open === "Pending" && begun ? "InProgress" : open;
    return { status, statusDetails: status };
  }
  const worst =
    (["Failed", "TimedOut", "Cancelled", "Success"] as const).find((it) => statuses.includes(it)) ??
    "Success";
  const details = invocations.find((it) => it.status === worst)?.statusDetails ?? worst;
  return { status: worst, statusDetails: details };
}

function emitInvocation(runtime: Runtime, command: CommandRecord, it: InvocationRecord): void {
  runtime.events.emit({
    source: "aws.ssm",
    detailType: "EC2 Command Invocation Status-change Notification",
    detail: {
      "command-id": it.commandId,
      "document-name": command.documentName,
      "instance-id": it.instanceId,
      "requested-date-time": new Date(it.requestedMs).toISOString(),
      status: it.status,
    },
    resources: [instanceArn(runtime, it.instanceId)],
  });
}

/** Tells EventBridge of a command's status; also of its first one. */
export function emitCommand(runtime: Runtime, it: CommandRecord): void {
  runtime.events.emit({
    source: "aws.ssm",
    detailType: "EC2 Command Status-change Notification",
    detail: {
      "command-id": it.commandId,
      "document-name": it.documentName,
      "expire-after": new Date(it.requestedMs + it.timeoutSeconds * 1000).toISOString(),
      parameters: it.parameters,
      "requested-date-time": new Date(it.requestedMs).toISOString(),
      status: it.status,
    },
    resources: it.instanceIds.map((instanceId) => instanceArn(runtime, instanceId)),
  });
}

function instanceArn({ region, accountId }: Runtime, instanceId: string): string {
  return `arn:aws:ec2:${region}:${accountId}:instance/${instanceId}`;
}

/** How a step's status counts for its invocation. */
export function summarizeSteps(
  steps: readonly { readonly status: CommandState; readonly statusDetails: string }[],
): Pick<InvocationRecord, "status" | "statusDetails"> {
  const order = ["TimedOut", "Failed", "Cancelled"] as const;
  const worst = order.flatMap((status) => steps.find((step) => step.status === status) ?? [])[0];
  if (worst === undefined) return { status: "Success", statusDetails: "Success" };
  return { status: worst.status, statusDetails: worst.statusDetails };
}
