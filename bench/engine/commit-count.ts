import { DatabaseSync } from "node:sqlite";

/** Counts the transactions that this process commits while it is open. */
export interface CommitCount {
  readonly commits: number;
  close(): void;
}

/** Looks at the statements that are executed: the journal itself does not count. */
export function countCommits(): CommitCount {
  const exec = DatabaseSync.prototype.exec;
  let commits = 0;
  DatabaseSync.prototype.exec = function count(this: DatabaseSync, sql: string) {
    if (sql === "COMMIT") commits += 1;
    exec.call(this, sql);
  };
  return {
    get commits() {
      return commits;
    },
    close() {
      DatabaseSync.prototype.exec = exec;
    },
  };
}
