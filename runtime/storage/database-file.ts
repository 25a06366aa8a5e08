import { closeSync, fdatasync, fdatasyncSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makePrivateFile } from "./private-files.ts";
import { StorageDamagedError, StorageLockedError, sqliteTrouble } from "./storage-errors.ts";

/** What a group commit needs of a database: faults are injected between the two. */
export interface CommitTarget {
  /** Writes all in one transaction, or throws and leaves nothing of it to be seen. It may not be on the disk yet. */
  commit(statements: readonly (() => unknown)[]): void;
  /** Calls back when every commit made so far is on the disk, or with why it is not. */
  sync(callback: (error: Error | null) => void): void;
  /** The same, at once. */
  syncNow(): void;
}

/** A SQLite database that this process alone uses. */
export interface DatabaseFile extends CommitTarget {
  readonly sql: DatabaseSync;
  /** Writes the log into the database and lets go of both. */
  close(): void;
}

/**
 * Opens `file` with WAL. SQLite is left to sync the log before a checkpoint only (`synchronous=NORMAL`); the sync of a commit
 * is ours: `fdatasync` off the main thread, where SQLite would `fsync` on it. Throws `StorageLockedError` when another process has the
 * file, `StorageDamagedError` when it is no sound database.
 */
export function openDatabaseFile(file: string, schema: string): DatabaseFile {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o711 });
  makePrivateFile(file);
  const sql = openExclusively(file, schema);
  const log = openSync(`${file}-wal`, "r");
  let syncsUnderWay = 0;
  let closed = false;
  const letGoOfLog = () => {
    if (closed && syncsUnderWay === 0) closeSync(log);
  };
  return {
    sql,
    commit: (statements) => commit(sql, statements),
    sync(callback) {
      syncsUnderWay += 1;
      fdatasync(log, (error) => {
        syncsUnderWay -= 1;
        letGoOfLog();
        callback(error);
      });
    },
    syncNow: () => fdatasyncSync(log),
    close() {
      closed = true;
      sql.close();
      letGoOfLog();
    },
  };
}

function openExclusively(file: string, schema: string): DatabaseSync {
  const sql = new DatabaseSync(file);
  try {
    sql.exec("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;");
    sql.exec(schema);
    sql.exec("BEGIN IMMEDIATE; COMMIT;");
  } catch (cause) {
    sql.close();
    throw explain(file, cause);
  }
  return sql;
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
