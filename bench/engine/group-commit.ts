import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { JOURNAL_SCHEMA } from "../../runtime/storage/journal-schema.ts";
import type { Row } from "../row.ts";
import { collectGarbage } from "./collect-garbage.ts";
import { openDurableJournal } from "./compared.ts";
import { openEngine, requireOutput } from "./engine.ts";
import { taskChain } from "./machines.ts";
import { WARM_UPS } from "./rounds.ts";
import { inScratchFolder } from "./scratch-folder.ts";
import type { Work, WorkContext } from "./work.ts";

const EXECUTIONS = 512;
const TASKS = 160;
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
  for (let round = 1 - WARM_UPS; round <= context.rounds; round++) {
    context.signal.throwIfAborted();
    context.onProgress(round < 1 ? "warming up" : `round ${round} of ${context.rounds}`);
    const ours = path.join(folder, `engine-${round}`);
    const value = await engineRate(ours);
    const probe = path.join(folder, `probe-${round}`);
    const reference = probeRate(probe, readWritten(ours));
    for (const done of [ours, probe]) rmSync(done, { recursive: true });
    if (round < 1) continue;
    values.push(value);
    references.push(reference);
  }
  return [{ name: "group-commit/durable", unit: "transitions/s", values, references }];
}

async function engineRate(folder: string): Promise<number> {
  const engine = openEngine(openDurableJournal(folder));
  collectGarbage();
  const startMs = performance.now();
  const rows = await Promise.all(Array.from({ length: EXECUTIONS }, () => engine.run(machine)));
  const rate = perSecond(startMs);
  engine.close();
  for (const row of rows) requireOutput(machine, row);
  return rate;
}

type Cells = readonly (string | number | null)[];

/** What the engine has left on the disk, in the order of its commits. */
interface Written {
  readonly executions: readonly Cells[];
  readonly batches: readonly Cells[];
}

function readWritten(folder: string): Written {
  const database = new DatabaseSync(path.join(folder, "executions.db"));
  const cellsOf = (sql: string) =>
    database
      .prepare(sql)
      .all()
      .map((row) => Object.values(row) as Cells);
  const written = {
    executions: cellsOf("SELECT * FROM executions"),
    batches: cellsOf("SELECT * FROM batches ORDER BY firstEvent, execution"),
  };
  database.close();
  return written;
}

/** Writes the same rows into the same tables under the same promises, as many to a commit, and does nothing else. */
function probeRate(folder: string, { executions, batches }: Written): number {
  mkdirSync(folder);
  const database = new DatabaseSync(path.join(folder, "probe.db"));
  database.exec("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
  database.exec("PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-32768;");
  database.exec(JOURNAL_SCHEMA);
  const insertExecution = prepareInsert(database, "executions", executions[0]?.length ?? 0);
  const insertBatch = prepareInsert(database, "batches", batches[0]?.length ?? 0);
  collectGarbage();
  const startMs = performance.now();
  for (let from = 0; from < batches.length; from += EXECUTIONS) {
    database.exec("BEGIN IMMEDIATE");
    if (from === 0) for (const cells of executions) insertExecution.run(...cells);
    for (const cells of batches.slice(from, from + EXECUTIONS)) insertBatch.run(...cells);
    database.exec("COMMIT");
  }
  const rate = perSecond(startMs);
  database.close();
  return rate;
}

function prepareInsert(database: DatabaseSync, table: string, columns: number): StatementSync {
  return database.prepare(`INSERT INTO ${table} VALUES (${Array(columns).fill("?").join(", ")})`);
}

function perSecond(startMs: number): number {
  return (TRANSITIONS / (performance.now() - startMs)) * 1000;
}
