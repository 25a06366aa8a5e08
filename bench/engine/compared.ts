import path from "node:path";
import type { Journal } from "../../runtime/storage/journal.ts";
import type { JournalRow } from "../../runtime/storage/journal-row.ts";
import { openSqliteJournal } from "../../runtime/storage/journal-sqlite.ts";
import type { Row } from "../row.ts";
import { type Engine, openEngine, type RunOptions, requireOutput } from "./engine.ts";
import type { Machine } from "./machines.ts";
import { createMemoryJournal } from "./memory-journal.ts";
import { openPeer } from "./peer.ts";
import { type Subject, timeInTurns } from "./rounds.ts";
import { inScratchFolder } from "./scratch-folder.ts";
import type { Work, WorkContext } from "./work.ts";

/** A work that both engines can do. */
export interface Contest {
  readonly name: string;
  readonly what: string;
  readonly machine: Machine;
  /** What the peer runs where it cannot run the same. */
  readonly peerMachine?: Machine;
  /** What a rate counts, and how many of them an execution holds. */
  readonly unit: string;
  readonly unitsPerExecution: number;
  /** Executions that are started together. */
  readonly together?: number;
  readonly options?: RunOptions;
}

/** Times our engine in memory and durable, and the peer, round by round in turns. */
export function contestWork(contest: Contest): Work {
  const { name, what } = contest;
  return { name, what, measure: (context) => measureContest(contest, context) };
}

function measureContest(contest: Contest, context: WorkContext): Promise<Row[]> {
  return inScratchFolder(async (folder) => {
    let opened = 0;
    const durable = () => openDurableJournal(path.join(folder, String(++opened)));
    const subjects = [
      () => ourSubject(contest, createMemoryJournal()),
      () => ourSubject(contest, durable()),
      () => peerSubject(contest),
    ];
    const { rounds, signal, onProgress } = context;
    const onRound = (round: number) => {
      signal.throwIfAborted();
      onProgress(round < 1 ? "warming up" : `round ${round} of ${rounds}`);
    };
    const [memory = [], onDisk = [], peer = []] = await timeInTurns(subjects, { rounds, onRound });
    return [row(contest, "memory", { ours: memory, peer }), row(contest, "durable", { ours: onDisk, peer })];
  });
}

export function openDurableJournal(folder: string): Journal {
  return openSqliteJournal(folder, (error) => {
    throw error;
  });
}

function row(
  { name, unit, unitsPerExecution, together = 1 }: Contest,
  mode: string,
  { ours, peer }: { readonly ours: readonly number[]; readonly peer: readonly number[] },
): Row {
  const toUnits = (runs: number) => runs * unitsPerExecution * together;
  return {
    name: `${name}/${mode}`,
    unit,
    values: ours.map(toUnits),
    references: peer.map(toUnits),
  };
}

function ourSubject(contest: Contest, journal: Journal): Subject<JournalRow> {
  const engine: Engine = openEngine(journal);
  const { machine, options } = contest;
  return {
    run: () => together(contest, () => engine.run(machine, options)),
    check: (ended) => requireOutput(machine, ended),
    close: engine.close,
  };
}

function peerSubject(contest: Contest): Subject {
  const peer = openPeer(contest.peerMachine ?? contest.machine);
  return { run: () => together(contest, peer.run), check: peer.requireOutput };
}

/** Starts as many as the contest says at once; the outcome of the last. */
async function together<Outcome>(
  { together: count = 1 }: Contest,
  run: () => Promise<Outcome>,
): Promise<Outcome> {
  if (count === 1) return run();
  const outcomes = await Promise.all(Array.from({ length: count }, run));
  return outcomes[outcomes.length - 1] as Outcome;
}
