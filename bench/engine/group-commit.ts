import { mkdirSync } from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { DatabaseSync } from "node:sqlite";
import type { Row } from "../row.ts";
import { openDurableJournal } from "./compared.ts";
import { openEngine, requireOutput } from "./engine.ts";
import { taskChain } from "./machines.ts";
import { inScratchFolder } from "./scratch-folder.ts";
import type { Work, WorkContext } from "./work.ts";

const EXECUTIONS = 512;
const TASKS = 10;
const machine = taskChain(TASKS);
const TRANSITIONS = EXECUTIONS * (TASKS + 1);

/** How near the engine comes to what SQLite itself can take, when many executions share its commits. */
export const groupCommit: Work = {
  name: "group-commit",
  what: `transitions of ${EXECUTIONS} executions at once, against the same rows written by nobody but node:sqlite`,
  measure: (context) => inScratchFolder((folder) => measureGroupCommit(folder, context)),
};

async function measureGroupCommit(folder: string, context: WorkContext): Promise<Row[]> {
  const values: number[] = [];
  const references: number[] = [];
  for (let round = 0; round <= context.rounds; round++) {
    context.signal.throwIfAborted();
    context.onProgress(round === 0 ? "warming up" : `round ${round} of ${context.rounds}`);
    const ours = path.join(folder, `engine-${round}`);
    const value = await engineRate(ours);
    const reference = probeRate(path.join(folder, `probe-${round}`), readBodies(ours));
    if (round === 0) continue;
    values.push(value);
    references.push(reference);
  }
  return [{ name: "group-commit/durable", unit: "transitions/s", values, references }];
}

async function engineRate(folder: string): Promise<number> {
  const engine = openEngine(openDurableJournal(folder));
  const startMs = performance.now();
  const rows = await Promise.all(Array.from({ length: EXECUTIONS }, () => engine.run(machine)));
  const rate = perSecond(startMs);
  engine.close();
  for (const row of rows) requireOutput(machine, row);
  return rate;
}

/** What the engine has written, commit for commit. */
function readBodies(folder: string): string[] {
  const database = new DatabaseSync(path.join(folder, "executions.db"));
  const rows = database.prepare("SELECT body FROM batches ORDER BY firstEvent, execution").all();
  database.close();
  return rows.map(({ body }) => String(body));
}

/** Writes the same rows into the same kind of table under the same promises, as many to a commit. */
function probeRate(folder: string, bodies: readonly string[]): number {
  mkdirSync(folder);
  const database = new DatabaseSync(path.join(folder, "probe.db"));
  database.exec("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
  database.exec(
    "CREATE TABLE rows (execution INTEGER, step INTEGER, body TEXT, PRIMARY KEY (execution, step)) STRICT",
  );
  const insert = database.prepare("INSERT INTO rows VALUES (?, ?, ?)");
  const startMs = performance.now();
  for (let from = 0; from < bodies.length; from += EXECUTIONS) {
    database.exec("BEGIN IMMEDIATE");
    for (let at = from; at < Math.min(from + EXECUTIONS, bodies.length); at++)
      insert.run(at % EXECUTIONS, from, bodies[at] ?? "");
    database.exec("COMMIT");
  }
  const rate = perSecond(startMs);
  database.close();
  return rate;
}

function perSecond(startMs: number): number {
  return (TRANSITIONS / (performance.now() - startMs)) * 1000;
}
