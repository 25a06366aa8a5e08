/** A release that waits for its turn, and the token by which its state is told. */
export interface Waiter {
  readonly release: string;
  readonly token: string;
}

/**
 * Who has the turn of one application in one environment, and who waits for it. `handOver` is the waiter that was made
 * the holder but may not have been told yet.
 */
export interface TurnLock {
  /** `turn#<application>#<environment>` */
  readonly id: string;
  /** Raised by every change; a change is written on condition of the version it was made from. */
  readonly version: number;
  readonly holder?: string;
  readonly waiters: readonly Waiter[];
  readonly handOver?: Waiter;
  /** Who clears up after a holder that was stopped. */
  readonly recovery?: Recovery;
}

/** One invocation that clears up, and until when nobody else may: longer than any invocation lives. */
export interface Recovery {
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly untilMs: number;
}

/** The lock of an application in an environment that nobody holds. */
export function freeLock(application: string, environment: string): TurnLock {
  return { id: `turn#${application}#${environment}`, version: 0, waiters: [] };
}

/** A release asks for the turn: it has it (again) when it is free or its own, else it waits. Its newest token counts. */
export function takeTurn(lock: TurnLock, asking: Waiter): TurnLock {
  const holder = lock.holder ?? asking.release;
  const others = lock.waiters.filter((waiter) => waiter.release !== asking.release);
  if (holder !== asking.release) return changed(lock, { waiters: replaceWaiter(lock.waiters, asking) });
  const { handOver: _, ...rest } = lock;
  return changed(rest, { holder, waiters: others });
}

/** A release gives its turn to the one that waits longest; one that never had it only stops waiting. */
export function giveTurn(lock: TurnLock, release: string): TurnLock {
  const waiters = lock.waiters.filter((waiter) => waiter.release !== release);
  if (lock.holder !== release)
    return waiters.length === lock.waiters.length ? lock : changed(lock, { waiters });
  const { handOver: _, holder: __, recovery: ___, ...rest } = lock;
  const [next, ...others] = waiters;
  if (next === undefined) return changed(rest, { waiters });
  return changed(rest, { holder: next.release, handOver: next, waiters: others });
}

/** The new holder knows that it has the turn. */
export function finishHandOver(lock: TurnLock): TurnLock {
  const { handOver: _, ...rest } = lock;
  return changed(rest, {});
}

/** The holder was stopped and this invocation clears up after it, unless another one does at this time. */
export function beginRecovery(lock: TurnLock, recovery: Recovery, nowMs: number): TurnLock {
  const isFree = lock.recovery?.by === recovery.by || !isRecovered(lock, nowMs);
  return isFree ? changed(lock, { recovery }) : lock;
}

/** Whether somebody clears up after the holder at this time. */
export function isRecovered({ recovery }: TurnLock, nowMs: number): boolean {
  return recovery !== undefined && nowMs < recovery.untilMs;
}

function changed(lock: TurnLock, changes: Partial<TurnLock>): TurnLock {
  return { ...lock, ...changes, version: lock.version + 1 };
}

function replaceWaiter(waiters: readonly Waiter[], asking: Waiter): readonly Waiter[] {
  const isWaiting = waiters.some(({ release }) => release === asking.release);
  if (!isWaiting) return [...waiters, asking];
  return waiters.map((waiter) => (waiter.release === asking.release ? asking : waiter));
}
