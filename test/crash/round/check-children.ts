import {
  DescribeMapRunCommand,
  type ExecutionListItem,
  ListMapRunsCommand,
  paginateListExecutions,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { checkOrder } from "../checks/check-history.ts";
import type { Problem } from "../checks/problem.ts";
import { type Children, machineArn } from "../workloads/workload.ts";
import { historyOf, type PlannedExecution } from "./planned-execution.ts";

/** Each execution has as many child executions as without a kill, each of them whole, and none that outlives it. */
export async function checkChildren(sfn: SFNClient, ended: readonly PlannedExecution[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const one of ended)
    if (one.workload.children?.of === "map-run") problems.push(...(await checkMapRun(sfn, one)));
  for (const machine of machinesOfChildren(ended))
    problems.push(...(await checkMachine(sfn, machine, ended)));
  return problems;
}

function machinesOfChildren(ended: readonly PlannedExecution[]): Set<string> {
  const machines = ended.flatMap(({ workload: { children } }) =>
    children === undefined || children.of === "map-run" ? [] : [children.of.machine],
  );
  return new Set(machines);
}

/** The executions of a state machine that are children, and those that were started by themselves. */
async function checkMachine(
  sfn: SFNClient,
  machine: string,
  ended: readonly PlannedExecution[],
): Promise<Problem[]> {
  const children = await listAll(sfn, { stateMachineArn: machineArn(machine) });
  const parents = ended.filter(({ workload }) => isParent(workload.children, machine));
  const alone = ended.filter(({ kind }) => kind === machine).length;
  const counts = parents.map(({ workload }) => workload.children?.count);
  const expected = alone + counts.reduce((sum: number, count = 0) => sum + count, 0);
  const problems = await Promise.all(children.map((child) => checkChild(sfn, child)));
  if (counts.includes(undefined) || children.length === expected) return problems.flat();
  return [...problems.flat(), count({ name: machine, found: children.length, expected })];
}

function isParent(children: Children | undefined, machine: string): boolean {
  return children !== undefined && children.of !== "map-run" && children.of.machine === machine;
}

async function checkMapRun(
  sfn: SFNClient,
  { name, workload, acknowledged }: PlannedExecution,
): Promise<Problem[]> {
  const { count: expected, end } = workload.children ?? {};
  const executionArn = acknowledged?.executionArn;
  const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
  const [run] = mapRuns;
  if (mapRuns.length > 1 || (run === undefined && expected !== undefined))
    return [count({ name: `map runs of ${name}`, found: mapRuns.length, expected: 1 })];
  if (run === undefined) return [];
  const { status } = await sfn.send(new DescribeMapRunCommand({ mapRunArn: run.mapRunArn }));
  const children = await listAll(sfn, { mapRunArn: run.mapRunArn ?? "" });
  const problems = (await Promise.all(children.map((child) => checkChild(sfn, child)))).flat();
  if (expected !== undefined && children.length !== expected)
    problems.push(count({ name: `children of ${name}`, found: children.length, expected }));
  if (status !== end)
    problems.push({ kind: "different", text: `the map run of ${name} is ${status}, not ${end}` });
  return problems;
}

async function checkChild(
  sfn: SFNClient,
  { executionArn = "", status }: ExecutionListItem,
): Promise<Problem[]> {
  if (status === "RUNNING")
    return [{ kind: "lost", text: `${executionArn} runs although its parent has ended` }];
  return checkOrder(await historyOf(sfn, executionArn)).map(({ kind, text }) => ({
    kind,
    text: `${executionArn}: ${text}`,
  }));
}

async function listAll(
  sfn: SFNClient,
  of: { readonly stateMachineArn: string } | { readonly mapRunArn: string },
): Promise<ExecutionListItem[]> {
  const all: ExecutionListItem[] = [];
  for await (const { executions = [] } of paginateListExecutions({ client: sfn }, of))
    all.push(...executions);
  return all;
}

function count(of: { readonly name: string; readonly found: number; readonly expected: number }): Problem {
  const { name, found, expected } = of;
  return { kind: found < expected ? "lost" : "doubled", text: `${name}: ${found} instead of ${expected}` };
}
