import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { Row } from "../row.ts";
import { openDurableJournal } from "./compared.ts";
import { openEngine } from "./engine.ts";
import { waitingTask } from "./machines.ts";
import type { Recovered } from "./recovered-process.ts";
import { inScratchFolder } from "./scratch-folder.ts";
import type { Work, WorkContext } from "./work.ts";

const OPEN = 10_000;
const PROGRAM = path.join(import.meta.dirname, "recovered-process.ts");

/** What a restart takes, and what an execution that waits takes, with many of them under way. */
export const recovery: Work = {
  name: "recovery",
  what: `a new process takes up ${OPEN} executions that wait for a task`,
  measure: (context) => inScratchFolder((folder) => measureRecovery(folder, context)),
};

async function measureRecovery(folder: string, context: WorkContext): Promise<Row[]> {
  context.onProgress(`starting ${OPEN} executions`);
  await leaveOpen(folder);
  const found: Recovered[] = [];
  for (let round = 1; round <= context.rounds; round++) {
    context.onProgress(`round ${round} of ${context.rounds}`);
    found.push(await recover(folder, context.signal));
  }
  return [
    { name: "recovery/durable", unit: "s", values: found.map(({ elapsedMs }) => elapsedMs / 1000) },
    {
      name: "memory-per-open-execution/durable",
      unit: "KiB",
      values: found.map(({ heapBytes }) => heapBytes / OPEN / 1024),
    },
  ];
}

/** Starts executions whose task nobody answers. */
async function leaveOpen(folder: string): Promise<void> {
  let called = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const engine = openEngine(openDurableJournal(folder), () => {
    called += 1;
    if (called === OPEN) resolve();
    return undefined;
  });
  for (let at = 0; at < OPEN; at++) void engine.run(waitingTask);
  await promise;
  await engine.driver.committed();
  engine.close();
}

async function recover(folder: string, signal: AbortSignal): Promise<Recovered> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [PROGRAM, folder], { signal });
  const recovered = JSON.parse(stdout) as Recovered;
  if (recovered.open !== OPEN) throw new Error(`expected ${OPEN} open executions, found ${recovered.open}`);
  return recovered;
}
