import {
  DescribeMapRunCommand,
  type ExecutionListItem,
  ListMapRunsCommand,
  paginateListExecutions,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { checkOrder } from "../checks/check-history.ts";
import type { Problem } from "../checks/problem.ts";
import { machineArn } from "../workloads/workload.ts";
import { historyOf, type PlannedExecution } from "./planned-execution.ts";

/** Each execution has as many child executions as without a kill, each of them whole. */
export async function checkChildren(sfn: SFNClient, ended: readonly PlannedExecution[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const one of ended)
    if (one.workload.children?.of === "map-run") problems.push(...(await checkMapRun(sfn, one)));
  const parents = ended.filter(({ workload }) => workload.children?.of === "child").length;
  const alone = ended.filter(({ kind }) => kind === "child").length;
  const found = await listAll(sfn, { stateMachineArn: machineArn("child") });
  if (found.length !== parents + alone)
    problems.push(count({ name: "child", found: found.length, expected: parents + alone }));
  return problems;
}

async function checkMapRun(
  sfn: SFNClient,
  { name, workload, acknowledged }: PlannedExecution,
): Promise<Problem[]> {
  const expected = workload.children?.count ?? 0;
  const executionArn = acknowledged?.executionArn;
  const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
  const [run] = mapRuns;
  if (run === undefined || mapRuns.length > 1)
    return [count({ name: `map runs of ${name}`, found: mapRuns.length, expected: 1 })];
  const { status, itemCounts } = await sfn.send(new DescribeMapRunCommand({ mapRunArn: run.mapRunArn }));
  const children = await listAll(sfn, { mapRunArn: run.mapRunArn ?? "" });
  const problems: Problem[] = [];
  if (children.length !== expected)
    problems.push(count({ name: `children of ${name}`, found: children.length, expected }));
  if (status !== "SUCCEEDED" || itemCounts?.total !== expected)
    problems.push({
      kind: "different",
      text: `the map run of ${name} is ${status} with ${itemCounts?.total} items`,
    });
  for (const child of children) problems.push(...(await checkChild(sfn, child)));
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
