import type { Journal } from "../../runtime/storage/journal.ts";
import type { JournalEvent, JournalRow } from "../../runtime/storage/journal-row.ts";

/**
 * A journal that keeps rows and whole histories in this process and nothing on a disk: what the engine takes without one.
 * It "commits" as the durable one does, once a turn of the event loop. It can list nothing: nothing here does.
 */
export function createMemoryJournal(): Journal {
  const rows = new Map<string, JournalRow>();
  const arns = new Map<number, string>();
  const histories = new Map<number, JournalEvent[]>();
  const definitions = new Map<string, string>();
  const afterTurn = createTurnEnd();
  let lastId = 0;
  const change = (id: number, fields: Partial<JournalRow>) => {
    const row = rows.get(arns.get(id) ?? "");
    if (row !== undefined) rows.set(row.arn, { ...row, ...fields });
  };
  return {
    nextId: () => ++lastId,
    create(row) {
      rows.set(row.arn, { ...row, ...RUNNING });
      arns.set(row.id, row.arn);
      histories.set(row.id, []);
    },
    append(id, events) {
      const history = histories.get(id);
      for (const event of events) history?.push(event);
    },
    end: (id, end) => change(id, { ...end, announced: false }),
    redrive: (id, { count: redriveCount, redrivenMs, tokens }) =>
      change(id, { ...RUNNING, redriveCount, redrivenMs, redriveTokens: JSON.stringify(tokens) }),
    announced: (id) => change(id, { announced: true }),
    putDefinition: (hash, text) => definitions.set(hash, text),
    afterCommit: afterTurn,
    committed: () => new Promise(afterTurn),
    find: (arn) => rows.get(arn),
    unfinished: () => [...rows.values()].filter(({ status }) => status === "RUNNING"),
    list() {
      throw new Error("the journal in memory lists nothing");
    },
    childCounts: () => [],
    events: (id) => histories.get(id) ?? [],
    eventCount: (id) => histories.get(id)?.length ?? 0,
    definition: (hash) => definitions.get(hash),
    close() {},
  };
}

const RUNNING = {
  status: "RUNNING",
  stoppedMs: undefined,
  output: undefined,
  error: undefined,
  cause: undefined,
  announced: false,
  redriveCount: 0,
  redrivenMs: undefined,
  redriveTokens: undefined,
};

/** Calls back, in order, at the end of this turn of the event loop. */
function createTurnEnd(): (callback: () => void) => void {
  let callbacks: (() => void)[] = [];
  const tell = () => {
    const batch = callbacks;
    callbacks = [];
    for (const callback of batch) callback();
  };
  return (callback) => {
    if (callbacks.push(callback) === 1) setImmediate(tell);
  };
}
