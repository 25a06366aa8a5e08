import { DatabaseSync } from "node:sqlite";

/** The moment of a commit at which the process is to die: before the n-th one is on disk, or just after. */
export interface CommitFault {
  readonly side: "before" | "after";
  readonly commit: number;
}

export function formatFault({ side, commit }: CommitFault): string {
  return `${side}:${commit}`;
}

/**
 * Kills this process with SIGKILL at a commit of any of its databases, counted from now. It stands below the journal and the
 * store, in place of SQLite's own COMMIT, so that neither knows of it.
 */
export function killAtCommit(text: string): void {
  const [side, number] = text.split(":");
  let left = Number(number);
  const execute = DatabaseSync.prototype.exec;
  DatabaseSync.prototype.exec = function exec(sql: string) {
    if (sql !== "COMMIT" || --left !== 0) return execute.call(this, sql);
    if (side === "after") execute.call(this, sql);
    process.kill(process.pid, "SIGKILL");
  };
}
