import {
  DescribeExecutionCommand,
  type HistoryEvent,
  paginateGetExecutionHistory,
  type SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { checkOrder, checkSeen, checkTimer, compareHistories, type Problem } from "./check-history.ts";
import { workloads } from "./workloads.ts";

/** One execution of a campaign: what was asked for, and what the service has promised of it. */
export interface PlannedExecution {
  readonly kind: string;
  readonly name: string;
  readonly number: number;
  readonly until: string;
  readonly stateMachineArn: string;
  /** Set once StartExecution was acknowledged. */
  acknowledged?: { readonly executionArn: string; readonly startedMs: number | undefined };
  /** Events that a reader has seen. */
  seen?: readonly HistoryEvent[];
}

/** Whether the service refused, rather than being gone. */
export function isRefusal(error: unknown): error is Error {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status !== undefined;
}

/**
 * Starts it, again if it was started before: the same answer while it runs, `ExecutionAlreadyExists` when it has ended.
 * Returns what is wrong with the answer; nothing when the service is gone.
 */
export async function startPlanned(sfn: SFNClient, planned: PlannedExecution): Promise<Problem[]> {
  const { name, number, until, stateMachineArn, acknowledged } = planned;
  const input = JSON.stringify({ number, until });
  try {
    const answer = await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    const startedMs = answer.startDate?.getTime();
    planned.acknowledged ??= { executionArn: answer.executionArn ?? "", startedMs };
    if (acknowledged === undefined || acknowledged.startedMs === startedMs) return [];
    return [{ kind: "doubled", text: `${name} was started at ${startedMs}, and before` }];
  } catch (error) {
    if (!isRefusal(error)) return [];
    if (error.name !== "ExecutionAlreadyExists") return [{ kind: "lost", text: `${name}: ${error}` }];
    const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
    planned.acknowledged = { executionArn, startedMs: undefined };
    return [];
  }
}

/** All events of an execution. */
export async function historyOf(sfn: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  for await (const page of paginateGetExecutionHistory({ client: sfn }, { executionArn }))
    events.push(...(page.events ?? []));
  return events;
}

/** Compares an execution that has ended with what it had to be. */
export async function checkPlanned(
  sfn: SFNClient,
  planned: PlannedExecution,
  expected: readonly HistoryEvent[],
): Promise<Problem[]> {
  const { kind, name, number, until, seen = [] } = planned;
  const executionArn = planned.acknowledged?.executionArn ?? "";
  const workload = workloads[kind];
  if (workload === undefined) throw new Error(`there is no workload ${kind}`);
  const { status, output } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  const events = await historyOf(sfn, executionArn);
  const wanted = workload.output === undefined ? undefined : JSON.stringify(workload.output(number));
  const problems: Problem[] = [
    ...checkOrder(events),
    ...compareHistories(events, expected, workload.concurrent),
    ...checkSeen(seen, events),
    ...checkTimer(events, until),
  ];
  if (status !== workload.status || output !== wanted)
    problems.push({ kind: "different", text: `ended ${status} with ${output} instead of ${wanted}` });
  return problems.map(({ kind, text }) => ({ kind, text: `${name}: ${text}` }));
}
