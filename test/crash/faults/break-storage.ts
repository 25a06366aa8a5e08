import { DatabaseSync, StatementSync } from "node:sqlite";

/**
 * Loaded before the runtime: breaks a commit of the journal that starts an execution, below everything that knows of it.
 * `STORAGE_FAULT` is `<kind>:<which of these commits>`. A commit after it is told of on standard error.
 */
const [kind = "", count = "0"] = (process.env.STORAGE_FAULT ?? "").split(":");
let left = Number(count);
let broken = false;
let starts = false;

function ioError(errcode: number): Error {
  return Object.assign(new Error("disk I/O error"), { code: "ERR_SQLITE_ERROR", errcode });
}

const IOERR_WRITE = 778;
const IOERR_FSYNC = 1034;

/** What is done in place of the commit. */
const faults: Readonly<Record<string, (commit: () => void) => void>> = {
  "not-written": () => {
    throw ioError(IOERR_WRITE);
  },
  "written-but-reported-failed": (commit) => {
    commit();
    throw ioError(IOERR_FSYNC);
  },
};

type Run = (this: StatementSync, ...values: unknown[]) => ReturnType<StatementSync["run"]>;
const run = StatementSync.prototype.run as Run;
StatementSync.prototype.run = function running(this: StatementSync, ...values: unknown[]) {
  starts ||= this.sourceSQL.startsWith("INSERT INTO executions");
  if (kind === "full" && starts && left === 1) leaveNoPage();
  return run.apply(this, values);
} as Run;

let journal: DatabaseSync | undefined;
const execute = DatabaseSync.prototype.exec;
DatabaseSync.prototype.exec = function exec(sql: string) {
  if (this.location()?.endsWith("executions.db")) journal = this;
  const commit = () => execute.call(this, sql);
  if (sql !== "COMMIT") return commit();
  if (broken) process.stderr.write("a commit after the fault\n");
  const isStart = this === journal && starts;
  starts = false;
  if (!isStart || --left !== 0) return commit();
  broken = true;
  return faults[kind]?.(commit);
};

/** SQLite itself says then that the database is full. */
function leaveNoPage(): void {
  if (journal === undefined) return;
  const { page_count } = journal.prepare("PRAGMA page_count").get() ?? {};
  execute.call(journal, `PRAGMA max_page_count=${page_count}`);
}
