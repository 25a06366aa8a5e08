import {
  DescribeExecutionCommand,
  type HistoryEvent,
  paginateListExecutions,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { checkOrder, checkSeen, checkTimers } from "../checks/check-history.ts";
import { compareForgiving } from "../checks/compare-forgiving.ts";
import type { Problem } from "../checks/problem.ts";
import type { Victim } from "../victim/victim.ts";
import { machineArn } from "../workloads/workload.ts";
import { workOnActivities } from "./activity-worker.ts";
import { awaitEnds } from "./await-ends.ts";
import { checkChildren } from "./check-children.ts";
import { checkMessages } from "./check-messages.ts";
import { checkStores } from "./check-stores.ts";
import { nameOf } from "./live.ts";
import { historyOf, type PlannedExecution, startPlanned } from "./planned-execution.ts";
import { giveBirthUnharmed, type World } from "./world.ts";

/** The histories of undisturbed executions, by workload. */
export type References = ReadonlyMap<string, readonly HistoryEvent[]>;

/** Lets everything end in a life that nothing disturbs, and compares it with what was promised and what it had to be. */
export async function verify(world: World, references: References): Promise<void> {
  const { planned, problems } = world;
  const victim = await giveBirthUnharmed(world);
  const worker = workOnActivities(victim, problems);
  problems.push(...(await checkNames(victim.sfn, planned)));
  for (const one of planned) problems.push(...(await startPlanned(victim.sfn, one)));
  const stuck = await awaitEnds(world, victim);
  for (const { name } of stuck) problems.push({ kind: "lost", text: `${name} does not end` });
  const ended = planned.filter((one) => !stuck.includes(one));
  for (const one of ended) problems.push(...(await checkExecution(victim.sfn, one, references)));
  problems.push(...(await checkAround(world, victim, ended)), ...world.desk.problems);
  await victim.kill();
  await worker;
}

/** Every execution whose start was acknowledged is listed once. */
async function checkNames(sfn: SFNClient, planned: readonly PlannedExecution[]): Promise<Problem[]> {
  const promised = planned.filter((one) => one.acknowledged !== undefined && one.workload.ends !== "unseen");
  const listed = new Map<string, number>();
  for (const kind of new Set(promised.map((one) => one.kind)))
    for await (const page of paginateListExecutions({ client: sfn }, { stateMachineArn: machineArn(kind) }))
      for (const { name = "" } of page.executions ?? []) listed.set(name, (listed.get(name) ?? 0) + 1);
  return promised.flatMap(({ name }): Problem[] => {
    const times = listed.get(name) ?? 0;
    if (times === 1) return [];
    return [{ kind: times === 0 ? "lost" : "doubled", text: `${name} is listed ${times} times` }];
  });
}

/** Compares an execution that has ended with what it had to be. */
async function checkExecution(
  sfn: SFNClient,
  planned: PlannedExecution,
  references: References,
): Promise<Problem[]> {
  const { name, workload, seen = [], acknowledged } = planned;
  if (workload.ends === "unseen") return [];
  const executionArn = acknowledged?.executionArn ?? "";
  const { status, ...described } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  const events = await historyOf(sfn, executionArn);
  const problems: Problem[] = [
    ...checkOrder(events),
    ...checkSeen(seen, events),
    ...(workload.stopped === "at any moment" ? [] : compare(planned, events, references)),
  ];
  if (status !== workload.ends)
    problems.push({ kind: "different", text: `ended ${status}, not ${workload.ends}` });
  if (described.output !== events.at(-1)?.executionSucceededEventDetails?.output)
    problems.push({ kind: "different", text: "its description has another output than its last event" });
  if (workload.aliased && !described.stateMachineAliasArn?.endsWith(":live"))
    problems.push({ kind: "lost", text: `its alias is ${described.stateMachineAliasArn}` });
  return problems.map((problem) => ({ ...problem, text: `${name}: ${problem.text}` }));
}

function compare(
  { kind, name, until, workload }: PlannedExecution,
  events: readonly HistoryEvent[],
  references: References,
): Problem[] {
  const expected = references.get(kind) ?? [];
  return [
    ...compareForgiving(workload.forgives, { events, name }, { events: expected, name: referenceName(kind) }),
    ...checkTimers(events, { expected, until }),
  ];
}

export function referenceName(kind: string): string {
  return nameOf(kind, 1);
}

async function checkAround(
  world: World,
  victim: Victim,
  ended: readonly PlannedExecution[],
): Promise<Problem[]> {
  const tooFew = ended.flatMap(({ name, workload }): Problem[] => {
    const made = world.calls.get(name) ?? 0;
    const least = workload.calls ?? 0;
    return made >= least ? [] : [{ kind: "lost", text: `${name} made ${made} calls of ${least}` }];
  });
  return [
    ...tooFew,
    ...(await checkChildren(victim.sfn, ended)),
    ...(await checkMessages(world, victim, ended)),
    ...(await checkStores(victim, ended)),
    ...(await world.versions.check(victim.sfn)),
  ];
}
