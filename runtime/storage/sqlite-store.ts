import path from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { createCollection, type Write } from "./cached-collection.ts";
import { openDatabaseFile } from "./database-file.ts";
import { createGroupCommit, type GroupCommit } from "./group-commit.ts";
import type { Collection, Store } from "./store.ts";
import { checkSum, sumOf } from "./text-sum.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS documents (
    collection TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    sum INTEGER,
    PRIMARY KEY (collection, key)
  ) WITHOUT ROWID, STRICT;
`;

/**
 * The store on `node:sqlite` (`<dataDir>/runtime.db`). Throws `StorageLockedError` when another process has the folder. After
 * a failed commit nothing is acknowledged any more, and `onFailure` is told why.
 */
export function openSqliteStore(dataDir: string, onFailure: (error: Error) => void = () => {}): Store {
  const file = openDatabaseFile(path.join(dataDir, "runtime.db"), {
    schema: SCHEMA,
    addedColumns: [["documents", "sum", "INTEGER"]],
  });
  const collections = new Map<string, Collection<unknown>>();
  const commits = createGroupCommit(file, onFailure);
  const writerOf = file.prepare((database) => createWriters(database, commits));
  return {
    collection<Value>(name: string) {
      const known = collections.get(name) ?? createCollection(readAll(file.sql, name), writerOf(name));
      collections.set(name, known);
      return known as Collection<Value>;
    },
    committed: commits.committed,
    async close() {
      await commits.committed();
      file.close();
    },
  };
}

function readAll(database: DatabaseSync, collection: string): Map<string, unknown> {
  const rows = database.prepare("SELECT key, value, sum FROM documents WHERE collection = ?").all(collection);
  return new Map(
    rows.map(({ key, value, sum }) => {
      checkSum(String(value), { sum, what: `${key} of ${collection}` });
      return [String(key), JSON.parse(String(value))];
    }),
  );
}

/** Writes the last value that a document was given before the commit. */
function createWriters(
  database: DatabaseSync,
  commits: GroupCommit,
): (collection: string) => (write: Write) => void {
  const put = database.prepare(
    "INSERT OR REPLACE INTO documents (collection, key, value, sum) VALUES (?, ?, ?, ?)",
  );
  const remove = database.prepare("DELETE FROM documents WHERE collection = ? AND key = ?");
  const pending = new Map<string, { readonly collection: string; readonly write: Write }>();
  const writePending = () => {
    for (const { collection, write } of pending.values()) {
      if (write.value === undefined) remove.run(collection, write.key);
      else {
        const value = JSON.stringify(write.value);
        put.run(collection, write.key, value, sumOf(value));
      }
    }
    pending.clear();
  };
  return (collection) => (write) => {
    if (pending.size === 0) commits.write(writePending);
    pending.set(`${collection}\0${write.key}`, { collection, write });
  };
}
