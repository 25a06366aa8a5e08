import type { DatabaseFile } from "./database-file.ts";
import { StorageFailedError } from "./storage-errors.ts";

/** Collects writes and commits those of one turn of the event loop together. */
export interface GroupCommit {
  /** Runs the statement in the next transaction. Throws when a commit has failed. */
  write(statement: () => unknown): void;
  /**
   * Runs the statement with the next transaction that something else asks for, before what that holds, or soon by itself.
   * For what need not be on disk when it is answered: nobody waits for it.
   */
  writeLazily(statement: () => unknown): void;
  /** Calls back once everything written so far is on disk; never when that fails. */
  afterCommit(callback: () => void): void;
  /** Resolves when everything written so far is on disk; rejects, from then on always, when a commit failed. */
  committed(): Promise<void>;
  /** Commits at once what is waiting. */
  flush(): void;
}

interface Batch {
  readonly statements: (() => unknown)[];
  /** Whom to tell that they are on disk, and whom that they are not. */
  readonly done: (() => void)[];
  readonly failed: ((error: Error) => void)[];
}

/** How long what is written lazily waits for company. */
const LAZY_MS = 20;

const emptyBatch = (): Batch => ({ statements: [], done: [], failed: [] });

/**
 * Group commit. A failed one is not tried again: after a failed sync the system may have dropped the pages, and a second
 * attempt would succeed without them. `onFailure` is told once.
 */
export function createGroupCommit(
  { commit }: Pick<DatabaseFile, "commit">,
  onFailure: (error: Error) => void,
): GroupCommit {
  let gathering = emptyBatch();
  let lazy: (() => unknown)[] = [];
  let lazyTimer: NodeJS.Timeout | undefined;
  let scheduled = false;
  let failure: StorageFailedError | undefined;

  const fail = (cause: unknown, { failed }: Batch) => {
    failure = new StorageFailedError("A commit failed: nothing after it is acknowledged", { cause });
    for (const tell of failed) tell(failure);
    onFailure(failure);
  };
  const turn = () => {
    scheduled = false;
    if (failure !== undefined || isEmpty(gathering)) return;
    const batch = gathering;
    gathering = emptyBatch();
    try {
      if (batch.statements.length > 0) commit([...takeLazy(), ...batch.statements]);
    } catch (cause) {
      return fail(cause, batch);
    }
    for (const tell of batch.done) tell();
  };
  const takeLazy = () => {
    const taken = lazy;
    lazy = [];
    clearTimeout(lazyTimer);
    lazyTimer = undefined;
    return taken;
  };
  const hurryLazy = () => {
    gathering.statements.unshift(...takeLazy());
    schedule();
  };
  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(turn);
  };
  return {
    write(statement) {
      if (failure !== undefined) throw failure;
      gathering.statements.push(statement);
      schedule();
    },
    writeLazily(statement) {
      if (failure !== undefined) throw failure;
      lazy.push(statement);
      lazyTimer ??= setTimeout(hurryLazy, LAZY_MS).unref();
    },
    afterCommit(callback) {
      if (failure !== undefined) return;
      gathering.done.push(callback);
      schedule();
    },
    committed: () =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        if (isEmpty(gathering)) return resolve();
        gathering.done.push(resolve);
        gathering.failed.push(reject);
      }),
    flush() {
      gathering.statements.unshift(...takeLazy());
      while (failure === undefined && !isEmpty(gathering)) turn();
    },
  };
}

function isEmpty({ statements, done }: Batch): boolean {
  return statements.length === 0 && done.length === 0;
}
