import type { DatabaseSync } from "node:sqlite";

/** Collects writes and commits those of one turn of the event loop together. */
export interface JournalCommits {
  write(statement: () => unknown): void;
  afterCommit(callback: () => void): void;
  committed(): Promise<void>;
  /** Commits at once what is waiting. */
  flush(): void;
}

/** A commit of the journal failed; nothing after it is acknowledged, since what is on disk is no longer known. */
export class JournalFailedError extends Error {
  override readonly name = "JournalFailedError";
}

/**
 * Group commit. A failed commit is not tried again: after a failed fsync the system may have dropped the pages, and a
 * second attempt would succeed without them. `onFailure` is told once.
 */
export function createJournalCommits(
  database: DatabaseSync,
  onFailure: (error: Error) => void,
): JournalCommits {
  let statements: (() => unknown)[] = [];
  let callbacks: (() => void)[] = [];
  let rejections: ((error: Error) => void)[] = [];
  let scheduled = false;
  let failure: JournalFailedError | undefined;

  const fail = (cause: unknown) => {
    failure = new JournalFailedError(
      "the journal of executions could not be written; restart when the disk is well",
      { cause },
    );
    for (const reject of rejections) reject(failure);
    onFailure(failure);
  };
  const commit = () => {
    scheduled = false;
    if (failure !== undefined || (statements.length === 0 && callbacks.length === 0)) return;
    const batch = { statements, callbacks };
    statements = [];
    callbacks = [];
    try {
      if (batch.statements.length > 0) writeAll(database, batch.statements);
    } catch (cause) {
      return fail(cause);
    }
    rejections = [];
    for (const callback of batch.callbacks) callback();
  };
  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(commit);
  };
  return {
    write(statement) {
      if (failure !== undefined) throw failure;
      statements.push(statement);
      schedule();
    },
    afterCommit(callback) {
      if (failure !== undefined) return;
      callbacks.push(callback);
      schedule();
    },
    committed: () =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        rejections.push(reject);
        callbacks.push(resolve);
        schedule();
      }),
    flush: commit,
  };
}

function writeAll(database: DatabaseSync, statements: readonly (() => unknown)[]): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    for (const statement of statements) statement();
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
