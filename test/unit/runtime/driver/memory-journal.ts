import type { Journal } from "../../../../runtime/storage/journal.ts";
import type { JournalEvent, JournalRow } from "../../../../runtime/storage/journal-row.ts";

/** What a crash leaves: the rows, batches and definitions that were committed. */
interface Disk {
  readonly rows: Map<number, JournalRow>;
  readonly batches: Map<number, string[]>;
  readonly definitions: Map<string, string>;
}

/** A journal whose commits happen when the test says so. */
export interface MemoryJournal extends Journal {
  /** Commits what is waiting; false when nothing was. `tell` calls back, as the process would if it lived on. */
  flush(options?: { readonly tell: boolean }): boolean;
  /** The journal that the next process opens: what was committed, and nothing else. */
  reopened(): MemoryJournal;
}

export function createMemoryJournal(
  disk: Disk = { rows: new Map(), batches: new Map(), definitions: new Map() },
): MemoryJournal {
  let writes: (() => void)[] = [];
  let callbacks: (() => void)[] = [];
  let lastId = Math.max(0, ...disk.rows.keys());
  const change = (id: number, fields: Partial<JournalRow>) => {
    const row = disk.rows.get(id);
    if (row !== undefined) disk.rows.set(id, { ...row, ...fields });
  };
  return {
    nextId: () => ++lastId,
    create: (row) =>
      writes.push(() =>
        disk.rows.set(row.id, {
          ...row,
          status: "RUNNING",
          announced: false,
          stoppedMs: undefined,
          output: undefined,
          error: undefined,
          cause: undefined,
          redriveCount: 0,
          redrivenMs: undefined,
          redriveTokens: undefined,
        }),
      ),
    append: (id, events) =>
      writes.push(() => disk.batches.set(id, [...(disk.batches.get(id) ?? []), JSON.stringify(events)])),
    end: (id, end) => writes.push(() => change(id, { ...end, announced: false })),
    redrive: (id, { count: redriveCount, redrivenMs, tokens }) => {
      const ended = { stoppedMs: undefined, output: undefined, error: undefined, cause: undefined };
      const redriven = { redriveCount, redrivenMs, redriveTokens: JSON.stringify(tokens) };
      writes.push(() => change(id, { status: "RUNNING", announced: false, ...ended, ...redriven }));
    },
    announced: (id, status) =>
      writes.push(() => disk.rows.get(id)?.status === status && change(id, { announced: true })),
    putDefinition: (hash, text) => writes.push(() => disk.definitions.set(hash, text)),
    afterCommit: (callback) => callbacks.push(callback),
    committed: () => new Promise((resolve) => callbacks.push(resolve)),
    find: (arn) => [...disk.rows.values()].find((row) => row.arn === arn),
    unfinished: () => [...disk.rows.values()].filter((row) => row.status === "RUNNING" || !row.announced),
    list: () => [...disk.rows.values()],
    childCounts: () => [],
    events: (id) => (disk.batches.get(id) ?? []).flatMap((batch) => JSON.parse(batch) as JournalEvent[]),
    eventPage() {
      throw new Error("the journal in memory has no pages");
    },
    eventCount: (id) =>
      (disk.batches.get(id) ?? []).reduce((sum, batch) => sum + (JSON.parse(batch) as []).length, 0),
    definition: (hash) => disk.definitions.get(hash),
    close() {},
    flush({ tell } = { tell: true }) {
      const [committing, telling] = [writes, callbacks];
      [writes, callbacks] = [[], []];
      for (const write of committing) write();
      if (tell) for (const callback of telling) callback();
      return committing.length + telling.length > 0;
    },
    reopened: () => createMemoryJournal(disk),
  };
}
