import path from "node:path";
import { performance } from "node:perf_hooks";
import type { Row } from "../row.ts";
import { countCommits } from "./commit-count.ts";
import { openDurableJournal } from "./compared.ts";
import { echo, openEngine, requireOutput } from "./engine.ts";
import { taskChain } from "./machines.ts";
import { inScratchFolder } from "./scratch-folder.ts";
import type { Work, WorkContext } from "./work.ts";

const TASKS = 500;
const machine = taskChain(TASKS);

/** What one durable step of one execution costs when nothing else goes on. */
export const transition: Work = {
  name: "transition",
  what: `one task's answer to the next task's call, on disk in between, over a chain of ${TASKS}`,
  measure: (context) => inScratchFolder((folder) => measureTransitions(folder, context)),
};

interface Chain {
  /** Of every transition. */
  readonly elapsedMs: readonly number[];
  readonly commits: number;
}

async function measureTransitions(folder: string, context: WorkContext): Promise<Row[]> {
  const chains: Chain[] = [];
  for (let round = 0; round <= context.rounds; round++) {
    context.signal.throwIfAborted();
    context.onProgress(round === 0 ? "warming up" : `round ${round} of ${context.rounds}`);
    const chain = await runChain(path.join(folder, String(round)));
    if (round > 0) chains.push(chain);
  }
  const ms = (share: number) => chains.map(({ elapsedMs }) => quantile(elapsedMs, share));
  return [
    { name: "transition-p50/durable", unit: "ms", values: ms(0.5) },
    { name: "transition-p99/durable", unit: "ms", values: ms(0.99) },
    {
      name: "transition-commits/durable",
      unit: "commits",
      values: chains.map(({ commits }) => commits / TASKS),
    },
  ];
}

async function runChain(folder: string): Promise<Chain> {
  const calledMs: number[] = [];
  const engine = openEngine(openDurableJournal(folder), (call, reports) => {
    calledMs.push(performance.now());
    return echo(call, reports);
  });
  const count = countCommits();
  const row = await engine.run(machine);
  await engine.driver.committed();
  const { commits } = count;
  count.close();
  engine.close();
  requireOutput(machine, row);
  const elapsedMs = calledMs.slice(1).map((atMs, before) => atMs - (calledMs[before] ?? atMs));
  return { elapsedMs, commits };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
