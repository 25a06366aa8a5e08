import { performance } from "node:perf_hooks";
import { startRuntime } from "../../cli/up/runtime-process.ts";
import type { Row } from "../row.ts";
import { type ApiClient, createApiClient } from "./api-client.ts";
import { tenPasses } from "./machines.ts";
import { inScratchFolder } from "./scratch-folder.ts";
import type { Work, WorkContext } from "./work.ts";

const STARTS = 3000;
const AT_A_TIME = 16;
const ALONE = 300;

/** What a client of the running service gets: as a process of its own, over HTTP, signed, durable. */
export const api: Work = {
  name: "api",
  what: `the ten Pass states through the running service: ${AT_A_TIME} StartExecution at a time, and one alone to its end`,
  measure: (context) => inScratchFolder((dataDir) => measureApi(dataDir, context)),
};

async function measureApi(dataDir: string, context: WorkContext): Promise<Row[]> {
  const runtime = await startRuntime({ port: 0, dataDir, services: "states" });
  const client = createApiClient(runtime.file);
  try {
    const stateMachineArn = await createMachine(client);
    const rates: number[] = [];
    const latenciesMs: number[] = [];
    for (let round = 0; round <= context.rounds; round++) {
      context.signal.throwIfAborted();
      context.onProgress(round === 0 ? "warming up" : `round ${round} of ${context.rounds}`);
      const rate = await startMany(client, stateMachineArn);
      const latencyMs = await startAlone(client, stateMachineArn);
      if (round === 0) continue;
      rates.push(rate);
      latenciesMs.push(latencyMs);
    }
    return [
      { name: "api-starts/durable", unit: "executions/s", values: rates },
      { name: "api-start-to-succeeded/durable", unit: "ms", values: latenciesMs },
    ];
  } finally {
    client.close();
    await runtime.stop();
  }
}

async function createMachine(client: ApiClient): Promise<string> {
  const { stateMachineArn } = await client.call<{ stateMachineArn: string }>("CreateStateMachine", {
    name: "ten-passes",
    definition: tenPasses.definition,
    roleArn: "arn:aws:iam::000000000000:role/bench",
  });
  return stateMachineArn;
}

interface Started {
  readonly executionArn: string;
}

/** Executions a second, from the first start until none of them runs any more. */
async function startMany(client: ApiClient, stateMachineArn: string): Promise<number> {
  const input = JSON.stringify(tenPasses.input);
  const startMs = performance.now();
  let left = STARTS;
  const lane = async () => {
    while (left-- > 0) await client.call<Started>("StartExecution", { stateMachineArn, input });
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, lane));
  while (await someRun(client, stateMachineArn));
  return (STARTS / (performance.now() - startMs)) * 1000;
}

async function someRun(client: ApiClient, stateMachineArn: string): Promise<boolean> {
  const { executions } = await client.call<{ executions: readonly unknown[] }>("ListExecutions", {
    stateMachineArn,
    statusFilter: "RUNNING",
    maxResults: 1,
  });
  return executions.length > 0;
}

/** The median of the milliseconds from before a start until DescribeExecution says SUCCEEDED. */
async function startAlone(client: ApiClient, stateMachineArn: string): Promise<number> {
  const elapsedMs: number[] = [];
  const input = JSON.stringify(tenPasses.input);
  for (let at = 0; at < ALONE; at++) {
    const startMs = performance.now();
    const { executionArn } = await client.call<Started>("StartExecution", { stateMachineArn, input });
    while (!(await hasSucceeded(client, executionArn)));
    elapsedMs.push(performance.now() - startMs);
  }
  return elapsedMs.toSorted((one, other) => one - other)[ALONE / 2] ?? Number.NaN;
}

async function hasSucceeded(client: ApiClient, executionArn: string): Promise<boolean> {
  const { status, output } = await client.call<{ status: string; output?: string }>("DescribeExecution", {
    executionArn,
  });
  if (status === "RUNNING") return false;
  if (status === "SUCCEEDED" && output === JSON.stringify(tenPasses.output)) return true;
  throw new Error(`${executionArn} ended ${status} with ${output}`);
}
