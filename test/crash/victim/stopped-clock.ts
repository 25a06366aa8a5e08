import type { Clock } from "../../../runtime/kernel/clock.ts";
import type { DeathWatch } from "./death.ts";

/** A clock that stands until it is told to go on, so that what happens does not depend on the speed of the machine. */
export interface StoppedClock extends Clock {
  /** Goes on to a moment; on the way it calls back each timer at its own. */
  advance(toMs: number): void;
}

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

export function createStoppedClock(startMs: number, watch: DeathWatch): StoppedClock {
  const timers = new Set<Timer>();
  let nowMs = startMs;
  const fire = (timer: Timer) => {
    if (!timers.delete(timer)) return;
    watch.pass("before-timer");
    timer.callback();
    watch.pass("after-timer");
  };
  const nextDue = (toMs: number) => {
    let first: Timer | undefined;
    for (const timer of timers)
      if (timer.dueMs <= toMs && (first === undefined || timer.dueMs < first.dueMs)) first = timer;
    return first;
  };
  const after = (delayMs: number, callback: () => void) => {
    const timer = { dueMs: nowMs + delayMs, callback };
    timers.add(timer);
    if (delayMs <= 0) setImmediate(fire, timer);
    return () => void timers.delete(timer);
  };
  return {
    now: () => nowMs,
    after,
    at: (momentMs, callback) => after(momentMs - nowMs, callback),
    advance(toMs) {
      for (let timer = nextDue(toMs); timer !== undefined; timer = nextDue(toMs)) {
        nowMs = Math.max(nowMs, timer.dueMs);
        fire(timer);
      }
      nowMs = Math.max(nowMs, toMs);
    },
  };
}
