import { mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makePrivateFile } from "./private-files.ts";
import { StorageDamagedError, StorageLockedError, sqliteTrouble } from "./storage-errors.ts";
import { readLog } from "./write-ahead-log.ts";

/** A SQLite database that this process alone uses. */
export interface DatabaseFile {
  readonly sql: DatabaseSync;
  /** Runs all in one transaction. When it returns they are on the disk; when it throws they may be or not, all or none. */
  commit(statements: readonly (() => unknown)[]): void;
  /** Prepares statements, which can only fail when the tables are not what they were: closes and throws `StorageDamagedError`. */
  prepare<Statements>(prepare: (sql: DatabaseSync) => Statements): Statements;
  /** Writes the log into the database and lets go of both. */
  close(): void;
}

/** The tables of a database. */
export interface DatabaseShape {
  readonly schema: string;
  /** Columns that an earlier release did not have: table, name, type. */
  readonly addedColumns: readonly (readonly [table: string, name: string, type: string])[];
}

/** Checking takes 0.1 s for each 100 MB: what is larger is found to be damaged only when the place is read. */
const LARGEST_CHECKED_BYTES = 256 * 1024 * 1024;

/**
 * 16 MB of log before it is written into the database, and 32 MB of pages in memory: pages that each commit changes reach the
 * database once in many commits, and the keys of a hundred thousand executions are found without reading.
 */
const ROOM = "PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-32768;";

/**
 * Opens `file` with WAL and `synchronous=FULL`, and begins with an empty log. Throws `StorageLockedError` when another process has
 * it, `StorageDamagedError` when it or its log is damaged in a way that no crash explains.
 */
export function openDatabaseFile(file: string, { schema, addedColumns }: DatabaseShape): DatabaseFile {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o711 });
  makePrivateFile(file);
  checkLog(file);
  const sql = new DatabaseSync(file);
  try {
    sql.exec("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
    sql.exec(ROOM);
    sql.exec("BEGIN IMMEDIATE; COMMIT;");
    if (statSync(file).size <= LARGEST_CHECKED_BYTES) checkPages(file, sql);
    sql.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    sql.exec(schema);
    addMissingColumns(sql, addedColumns);
  } catch (cause) {
    sql.close();
    throw explainOpening(file, cause);
  }
  return {
    sql,
    commit: (statements) => commit(sql, statements),
    prepare(prepare) {
      try {
        return prepare(sql);
      } catch (cause) {
        sql.close();
        throw explainOpening(file, cause);
      }
    },
    close: () => sql.close(),
  };
}

/** Before SQLite opens it: SQLite would drop the commits behind the damage, and the log with them. */
function checkLog(file: string): void {
  const log = `${file}-wal`;
  const { lostCommits } = readLog(log);
  if (lostCommits === 0) return;
  refuseWhenInUse(file);
  throw new StorageDamagedError(
    `${log} is damaged: ${lostCommits} commits behind the damage were acknowledged and cannot be read`,
  );
}

/** A log that is being written may look damaged. Opened for reading only, nothing is changed by looking. */
function refuseWhenInUse(file: string): void {
  const sql = new DatabaseSync(file, { readOnly: true });
  try {
    sql.exec("PRAGMA locking_mode=EXCLUSIVE");
    sql.prepare("SELECT count(*) FROM sqlite_schema").get();
  } catch (cause) {
    const explained = explainOpening(file, cause);
    if (explained instanceof StorageLockedError) throw explained;
  } finally {
    sql.close();
  }
}

function checkPages(file: string, sql: DatabaseSync): void {
  const found = sql.prepare("PRAGMA integrity_check(1)").get()?.integrity_check;
  if (found !== "ok") throw damaged(file, new Error(String(found)));
}

function damaged(file: string, cause: unknown): StorageDamagedError {
  const text = cause instanceof Error ? cause.message : String(cause);
  return new StorageDamagedError(`${file} is damaged (${text.replaceAll(/\s+/g, " ")})`, {
    cause,
  });
}

/** What the failure to open a database means to its user; itself when it says so already. */
export function explainOpening(file: string, cause: unknown): unknown {
  switch (sqliteTrouble(cause)) {
    case "busy":
    case "locked":
      return new StorageLockedError(`${file} is in use by another process`, { cause });
    case "corrupt":
    case "notADatabase":
    // The statements are right: tables, or what an index calculates with, are not what they were.
    case "logic":
      return damaged(file, cause);
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

function addMissingColumns(sql: DatabaseSync, columns: DatabaseShape["addedColumns"]): void {
  const has = sql.prepare("SELECT 1 FROM pragma_table_info(?) WHERE name = ?");
  for (const [table, name, type] of columns)
    if (has.get(table, name) === undefined) sql.exec(`ALTER TABLE ${table} ADD COLUMN ${name} ${type}`);
}
