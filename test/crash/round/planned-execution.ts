import {
  DescribeExecutionCommand,
  type HistoryEvent,
  paginateGetExecutionHistory,
  RedriveExecutionCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { Problem } from "../checks/problem.ts";
import type { Workload } from "../workloads/workload.ts";

/** One execution of a campaign: what was asked for, and what the service has promised of it. */
export interface PlannedExecution {
  readonly kind: string;
  readonly workload: Workload;
  readonly name: string;
  readonly until: string;
  /** What StartExecution names: the state machine, or its alias. */
  readonly targetArn: string;
  /** Set once StartExecution was acknowledged. */
  acknowledged?: { readonly executionArn: string; readonly startedMs: number | undefined };
  /** StopExecution was acknowledged. */
  isStopped?: boolean;
  /** Events that a reader has seen. */
  seen?: readonly HistoryEvent[];
}

/** Whether the service refused, rather than being gone in the middle. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof Error && "$fault" in error;
}

export function inputOf({ workload, name, until }: PlannedExecution): string {
  return workload.input ?? JSON.stringify({ id: name, until });
}

/**
 * Starts it, again if it was started before: the same answer while it runs, `ExecutionAlreadyExists` when it has ended.
 * Returns what is wrong with the answer; nothing when the service is gone.
 */
export async function startPlanned(sfn: SFNClient, planned: PlannedExecution): Promise<Problem[]> {
  const { name, targetArn, acknowledged, workload } = planned;
  const isExpress = workload.ends === "unseen";
  if (isExpress && acknowledged !== undefined) return [];
  const start = new StartExecutionCommand({ stateMachineArn: targetArn, name, input: inputOf(planned) });
  try {
    const { executionArn = "", startDate } = await sfn.send(start);
    const startedMs = startDate?.getTime();
    planned.acknowledged ??= { executionArn, startedMs };
    if (acknowledged?.startedMs === undefined || acknowledged.startedMs === startedMs) return [];
    return [{ kind: "doubled", text: `${name} was started at ${startedMs}, and before` }];
  } catch (error) {
    if (!isRefusal(error)) return [];
    if (error.name !== "ExecutionAlreadyExists") return [{ kind: "different", text: `${name}: ${error}` }];
    planned.acknowledged ??= { executionArn: arnOf(planned), startedMs: undefined };
    return [];
  }
}

/** The ARN that the execution has, of whatever its start was acknowledged. */
function arnOf({ targetArn, name }: PlannedExecution): string {
  const machine = targetArn.split(":").slice(0, 7).join(":");
  return `${machine.replace(":stateMachine:", ":execution:")}:${name}`;
}

/** Asks for the same name with another input, which has to be refused whatever became of the execution. */
export async function startOtherwise(sfn: SFNClient, planned: PlannedExecution): Promise<Problem[]> {
  const { name, targetArn, acknowledged, workload } = planned;
  if (acknowledged === undefined || workload.ends === "unseen") return [];
  try {
    await sfn.send(new StartExecutionCommand({ stateMachineArn: targetArn, name, input: '{"other":true}' }));
    return [{ kind: "lost", text: `${name} was started, and then again with another input` }];
  } catch (error) {
    if (!isRefusal(error) || error.name === "ExecutionAlreadyExists") return [];
    return [{ kind: "different", text: `${name}, with another input: ${error}` }];
  }
}

export async function stopPlanned(sfn: SFNClient, planned: PlannedExecution): Promise<Problem[]> {
  const { name, acknowledged } = planned;
  if (acknowledged === undefined) return [];
  const { executionArn } = acknowledged;
  try {
    await sfn.send(
      new StopExecutionCommand({ executionArn, error: "Stopped", cause: `${name} was stopped` }),
    );
    planned.isStopped = true;
  } catch (error) {
    if (isRefusal(error)) return [{ kind: "lost", text: `${name} cannot be stopped: ${error}` }];
  }
  return [];
}

/** Goes on with an execution that has failed: once, however often it is asked for with the same token. */
export async function redrivePlanned(
  sfn: SFNClient,
  { name, acknowledged }: PlannedExecution,
): Promise<Problem[]> {
  if (acknowledged === undefined) return [];
  const { executionArn } = acknowledged;
  try {
    await sfn.send(new RedriveExecutionCommand({ executionArn, clientToken: name }));
  } catch (error) {
    if (isRefusal(error) && error.name !== "ExecutionNotRedrivable")
      return [{ kind: "different", text: `${name} cannot be redriven: ${error}` }];
  }
  return [];
}

/** All events of an execution. */
export async function historyOf(sfn: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  const pages = paginateGetExecutionHistory({ client: sfn, pageSize: 1000 }, { executionArn });
  for await (const page of pages) events.push(...(page.events ?? []));
  return events;
}

/** Reads one as any user may at any time; what was seen and what was promised must still be there. */
export async function lookAt(sfn: SFNClient, planned: PlannedExecution): Promise<Problem[]> {
  const { acknowledged, workload, name, isStopped } = planned;
  if (acknowledged === undefined || workload.ends === "unseen") return [];
  const { executionArn } = acknowledged;
  try {
    planned.seen = await historyOf(sfn, executionArn);
    const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (isStopped && status === "RUNNING") return [{ kind: "lost", text: `${name} was stopped and runs` }];
  } catch (error) {
    if (isRefusal(error)) return [{ kind: "lost", text: `${name}: ${error}` }];
  }
  return [];
}
