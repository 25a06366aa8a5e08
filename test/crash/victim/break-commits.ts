import { DatabaseSync } from "node:sqlite";
import type { Fault } from "../plan/fault.ts";
import type { DeathWatch } from "./death.ts";
import { tearCommit } from "./torn-commit.ts";

/**
 * Has the process die around the transactions of any of its databases. It stands below the journal and the store, in place of
 * SQLite's own BEGIN and COMMIT, so that neither knows of it.
 */
export function breakCommits(watch: DeathWatch, fault: Fault): void {
  const execute = DatabaseSync.prototype.exec;
  DatabaseSync.prototype.exec = function exec(sql: string) {
    if (sql.startsWith("BEGIN") && !sql.includes(";")) watch.pass("before-write");
    if (sql !== "COMMIT") return execute.call(this, sql);
    watch.pass("before-commit");
    const commit = (text: string) => execute.call(this, text);
    if (watch.isDue("torn-commit")) tearCommit({ file: this.location() ?? "", share: fault.share, commit });
    commit(sql);
    watch.pass("after-commit");
  };
}
