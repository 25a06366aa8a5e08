import type { CommitTarget } from "./database-file.ts";
import { StorageFailedError } from "./storage-errors.ts";

/** Collects writes and commits together those that come while the last commit is on its way to the disk. */
export interface GroupCommit {
  /** Runs the statement in the next transaction. Throws when a commit has failed. */
  write(statement: () => unknown): void;
  /** Calls back once everything written so far is on disk; never when that fails. */
  afterCommit(callback: () => void): void;
  /** Resolves when everything written so far is on disk; rejects, from then on always, when a commit failed. */
  committed(): Promise<void>;
  /** Commits at once what is waiting. */
  flush(): void;
}

interface Waiter {
  done(): void;
  failed?(error: Error): void;
}

interface Batch {
  readonly statements: (() => unknown)[];
  readonly waiters: Waiter[];
}

const emptyBatch = (): Batch => ({ statements: [], waiters: [] });

/**
 * Group commit: one transaction and one sync at a time; what is written meanwhile is the next transaction. A failed one is
 * not tried again: after a failed sync the system may have dropped the pages, and a second attempt would succeed without
 * them. `onFailure` is told once.
 */
export function createGroupCommit(target: CommitTarget, onFailure: (error: Error) => void): GroupCommit {
  let gathering = emptyBatch();
  let underWay: Batch | undefined;
  let scheduled = false;
  let failure: StorageFailedError | undefined;

  const fail = (cause: unknown) => {
    failure = new StorageFailedError("A commit failed: nothing after it is acknowledged", { cause });
    const waiters = [...(underWay?.waiters ?? []), ...gathering.waiters];
    underWay = undefined;
    gathering = emptyBatch();
    for (const waiter of waiters) waiter.failed?.(failure);
    onFailure(failure);
  };
  /** Makes the transaction; true when there is something to sync. */
  const begin = (): boolean => {
    underWay = gathering;
    gathering = emptyBatch();
    if (underWay.statements.length === 0) return false;
    target.commit(underWay.statements);
    return true;
  };
  const finish = () => {
    const waiters = underWay?.waiters ?? [];
    underWay = undefined;
    for (const { done } of waiters) done();
    schedule();
  };
  const turn = () => {
    scheduled = false;
    if (failure !== undefined || underWay !== undefined || isEmpty(gathering)) return;
    try {
      if (!begin()) return finish();
    } catch (cause) {
      return fail(cause);
    }
    const batch = underWay;
    target.sync((error) => {
      if (underWay !== batch) return;
      if (error === null) finish();
      else fail(error);
    });
  };
  const schedule = () => {
    if (scheduled || underWay !== undefined || isEmpty(gathering)) return;
    scheduled = true;
    setImmediate(turn);
  };
  const enqueue = (waiter: Waiter) => {
    gathering.waiters.push(waiter);
    schedule();
  };
  return {
    write(statement) {
      if (failure !== undefined) throw failure;
      gathering.statements.push(statement);
      schedule();
    },
    afterCommit(callback) {
      if (failure === undefined) enqueue({ done: callback });
    },
    committed: () =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        const waiter = { done: resolve, failed: reject };
        if (!isEmpty(gathering)) enqueue(waiter);
        else if (underWay !== undefined) underWay.waiters.push(waiter);
        else resolve();
      }),
    flush() {
      while (failure === undefined && (underWay !== undefined || !isEmpty(gathering))) {
        try {
          if (underWay === undefined) begin();
          target.syncNow();
        } catch (cause) {
          return fail(cause);
        }
        finish();
      }
    },
  };
}

function isEmpty({ statements, waiters }: Batch): boolean {
  return statements.length === 0 && waiters.length === 0;
}
