import { mkdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makePrivateFile } from "./private-files.ts";
import { StorageDamagedError, StorageLockedError, sqliteTrouble } from "./storage-errors.ts";

/** A SQLite database that this process alone uses. */
export interface DatabaseFile {
  readonly sql: DatabaseSync;
  /** Runs all in one transaction. When it returns they are on the disk; when it throws they may be or not, all or none. */
  commit(statements: readonly (() => unknown)[]): void;
  /** Writes the log into the database and lets go of both. */
  close(): void;
}

/**
 * Opens `file` with WAL and `synchronous=FULL`. Throws `StorageLockedError` when another process has it, `StorageDamagedError`
 * when it is no sound database.
 */
export function openDatabaseFile(file: string, schema: string): DatabaseFile {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o711 });
  makePrivateFile(file);
  const sql = new DatabaseSync(file);
  try {
    sql.exec("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
    sql.exec(schema);
    sql.exec("BEGIN IMMEDIATE; COMMIT;");
  } catch (cause) {
    sql.close();
    throw explain(file, cause);
  }
  return { sql, commit: (statements) => commit(sql, statements), close: () => sql.close() };
}

function explain(file: string, cause: unknown): unknown {
  switch (sqliteTrouble(cause)) {
    case "busy":
    case "locked":
      return new StorageLockedError(`${file} is in use by another process`, { cause });
    case "corrupt":
    case "notADatabase":
      return new StorageDamagedError(`${file} is damaged`, { cause });
    default:
      return cause;
  }
}

function commit(sql: DatabaseSync, statements: readonly (() => unknown)[]): void {
  sql.exec("BEGIN IMMEDIATE");
  try {
    for (const statement of statements) statement();
    sql.exec("COMMIT");
  } catch (error) {
    if (sql.isTransaction) sql.exec("ROLLBACK");
    throw error;
  }
}
