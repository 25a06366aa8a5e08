import { startedRow } from "../../runtime/driver/running-row.ts";
import type { Journal } from "../../runtime/storage/journal.ts";
import type { JournalEvent, JournalRow } from "../../runtime/storage/journal-row.ts";

/** Executions that have ended and are still kept: the peer forgets each as soon as its output is handed over. */
const MOST_ENDED = 100;

/**
 * A journal that keeps rows and whole histories in this process and nothing on a disk: what the engine takes without one.
 * It finds only what runs.
 */
export function createMemoryJournal(): Journal {
  const byId = new Map<number, Kept>();
  const byArn = new Map<string, Kept>();
  const definitions = new Map<string, string>();
  const ended: Kept[] = [];
  let endedCount = 0;
  const afterTurn = createTurnEnd();
  let lastId = 0;
  const change = (id: number, fields: Partial<JournalRow>) => {
    const kept = byId.get(id);
    if (kept !== undefined) Object.assign(kept.row, fields);
  };
  return {
    nextId: () => ++lastId,
    create(row) {
      const kept = { row: startedRow(row), batches: [] };
      byId.set(row.id, kept);
      byArn.set(row.arn, kept);
    },
    append: (id, events) => byId.get(id)?.batches.push(events),
    end: (id, end) => change(id, end),
    redrive() {
      throw new Error("the journal in memory redrives nothing");
    },
    announced(id, status) {
      const kept = byId.get(id);
      if (kept === undefined || status === "RUNNING") return;
      byId.delete(id);
      byArn.delete(kept.row.arn);
      const at = endedCount++ % MOST_ENDED;
      // A table that a Map has outgrown lives on until the next full collection, and all that it names with it.
      if (ended[at] !== undefined) ended[at].batches.length = 0;
      ended[at] = kept;
    },
    putDefinition: (hash, text) => definitions.set(hash, text),
    afterCommit: afterTurn,
    committed: () => new Promise(afterTurn),
    find: (arn) => byArn.get(arn)?.row,
    unfinished: () => [],
    list() {
      throw new Error("the journal in memory lists nothing");
    },
    childCounts: () => [],
    events: (id) => byId.get(id)?.batches.flat() ?? [],
    eventPage() {
      throw new Error("the journal in memory has no pages");
    },
    eventCount: (id) => byId.get(id)?.batches.flat().length ?? 0,
    definition: (hash) => definitions.get(hash),
    close() {},
  };
}

interface Kept {
  readonly row: JournalRow;
  /** Each decision's events, as they came. */
  readonly batches: (readonly JournalEvent[])[];
}

/** Calls back, in order, as soon as what runs now has run: there is no disk to wait for. */
function createTurnEnd(): (callback: () => void) => void {
  let callbacks: (() => void)[] = [];
  const tell = () => {
    const batch = callbacks;
    callbacks = [];
    for (const callback of batch) callback();
  };
  return (callback) => {
    if (callbacks.push(callback) === 1) queueMicrotask(tell);
  };
}
