import { mkdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { createCollection, type Write } from "./cached-collection.ts";
import { makePrivateFile } from "./private-files.ts";
import type { Collection, Store } from "./store.ts";

/** The folder is in use by another process: SQLite's own lock says so, and ends with the process that holds it. */
export class StoreLockedError extends Error {
  override readonly name = "StoreLockedError";
}

/** A commit failed; nothing after it is acknowledged, since what is on disk is no longer known. */
export class StoreFailedError extends Error {
  override readonly name = "StoreFailedError";
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS documents (
    collection TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (collection, key)
  ) WITHOUT ROWID, STRICT;
`;

/**
 * The store on `node:sqlite` (`<dataDir>/runtime.db`, WAL, `synchronous=FULL`): writes of one turn of the event loop
 * are committed together. Throws `StoreLockedError` when another process has the folder. After a failed commit nothing is
 * acknowledged any more, and `onFailure` is told why.
 */
export function openSqliteStore(dataDir: string, onFailure: (error: Error) => void = () => {}): Store {
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const database = openExclusively(path.join(dataDir, "runtime.db"));
  const collections = new Map<string, Collection<unknown>>();
  const commits = createGroupCommit(database, onFailure);
  return {
    collection<Value>(name: string) {
      const known = collections.get(name) ?? createCollection(readAll(database, name), commits.writer(name));
      collections.set(name, known);
      return known as Collection<Value>;
    },
    committed: commits.committed,
    async close() {
      await commits.committed();
      database.close();
    },
  };
}

function openExclusively(file: string): DatabaseSync {
  makePrivateFile(file);
  const database = new DatabaseSync(file);
  try {
    database.exec("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
    database.exec(SCHEMA);
    database.exec("BEGIN IMMEDIATE; COMMIT;");
  } catch (cause) {
    database.close();
    if (!/locked|busy/i.test(String(cause))) throw cause;
    throw new StoreLockedError(`${file} is in use by another process`, { cause });
  }
  return database;
}

function readAll(database: DatabaseSync, collection: string): Map<string, unknown> {
  const rows = database.prepare("SELECT key, value FROM documents WHERE collection = ?").all(collection);
  return new Map(rows.map((row) => [String(row.key), JSON.parse(String(row.value))]));
}

interface GroupCommit {
  writer(collection: string): (write: Write) => void;
  committed(): Promise<void>;
}

function createGroupCommit(database: DatabaseSync, onFailure: (error: Error) => void): GroupCommit {
  const put = database.prepare("INSERT OR REPLACE INTO documents (collection, key, value) VALUES (?, ?, ?)");
  const remove = database.prepare("DELETE FROM documents WHERE collection = ? AND key = ?");
  const pending = new Map<string, { collection: string; write: Write }>();
  let next: Promise<void> | undefined;
  let failure: StoreFailedError | undefined;

  const commit = () => {
    next = undefined;
    const batch = [...pending.values()];
    pending.clear();
    try {
      writeBatch(database, { put, remove, batch });
    } catch (cause) {
      failure = new StoreFailedError("A commit failed: nothing more is acknowledged", { cause });
      onFailure(failure);
      throw failure;
    }
  };
  const schedule = () => {
    next ??= new Promise<void>((resolve) => setImmediate(resolve)).then(commit);
    next.catch(() => {});
  };
  return {
    writer: (collection) => (write) => {
      pending.set(`${collection}\0${write.key}`, { collection, write });
      schedule();
    },
    committed: async () => {
      if (failure) throw failure;
      await next;
    },
  };
}

interface Batch {
  readonly put: StatementSync;
  readonly remove: StatementSync;
  readonly batch: readonly { collection: string; write: Write }[];
}

function writeBatch(database: DatabaseSync, { put, remove, batch }: Batch): void {
  database.exec("BEGIN IMMEDIATE");
  for (const { collection, write } of batch) {
    if (write.value === undefined) remove.run(collection, write.key);
    else put.run(collection, write.key, JSON.stringify(write.value));
  }
  database.exec("COMMIT");
}
