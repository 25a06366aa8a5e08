import { endedRow, startedRow } from "../../runtime/driver/running-row.ts";
import type { Journal } from "../../runtime/storage/journal.ts";
import type { JournalEvent, JournalRow } from "../../runtime/storage/journal-row.ts";

/** Executions that have ended and are still kept: the peer forgets each as soon as its output is handed over. */
const MOST_ENDED = 100;

/**
 * A journal that keeps rows and whole histories in this process and nothing on a disk: what the engine takes without one.
 * It finds what runs, and what ended last.
 */
export function createMemoryJournal(): Journal {
  // By id. An array, not a Map: tables that a Map has outgrown live on until the next full collection, with all that they name.
  const executions: (Kept | undefined)[] = [];
  const definitions = new Map<string, string>();
  const ended: number[] = [];
  let endedCount = 0;
  const afterTurn = createTurnEnd();
  let lastId = 0;
  return {
    nextId: () => ++lastId,
    create(row) {
      executions[row.id] = { row: startedRow(row), batches: [] };
    },
    append: (id, events) => executions[id]?.batches.push(events),
    end(id, end) {
      const kept = executions[id];
      if (kept !== undefined) kept.row = endedRow(kept.row, end);
    },
    redrive() {
      throw new Error("the journal in memory redrives nothing");
    },
    announced(id, status) {
      if (status === "RUNNING") return;
      const at = endedCount++ % MOST_ENDED;
      const oldest = ended[at];
      if (oldest !== undefined) executions[oldest] = undefined;
      ended[at] = id;
    },
    putDefinition: (hash, text) => definitions.set(hash, text),
    afterCommit: afterTurn,
    committed: () => new Promise(afterTurn),
    find: (arn) => executions.find((kept) => kept?.row.arn === arn)?.row,
    unfinished: () => [],
    list() {
      throw new Error("the journal in memory lists nothing");
    },
    childCounts: () => [],
    events: (id) => executions[id]?.batches.flat() ?? [],
    eventPage() {
      throw new Error("the journal in memory has no pages");
    },
    eventCount: (id) => executions[id]?.batches.flat().length ?? 0,
    definition: (hash) => definitions.get(hash),
    close() {},
  };
}

interface Kept {
  row: JournalRow;
  /** Each decision's events, as they came. */
  readonly batches: (readonly JournalEvent[])[];
}

const turnEnd = Promise.resolve();

/** Calls back, in order, as soon as what runs now has run: there is no disk to wait for. */
function createTurnEnd(): (callback: () => void) => void {
  let callbacks: (() => void)[] = [];
  const tell = () => {
    const batch = callbacks;
    callbacks = [];
    for (const callback of batch) callback();
  };
  return (callback) => {
    if (callbacks.push(callback) === 1) turnEnd.then(tell);
  };
}
