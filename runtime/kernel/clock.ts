import { uptime } from "node:os";

/** Time as the runtime sees it. Injected, so that tests move it by hand. */
export interface Clock {
  /** Milliseconds since the epoch, as the machine's clock is set. */
  now(): number;
  /**
   * Calls back once when `delayMs` have passed, also while the process or the machine slept, and however the clock was set
   * meanwhile; returns a function that cancels. The callback must not throw.
   */
  after(delayMs: number, callback: () => void): () => void;
  /** Calls back once when the machine's clock shows `momentMs` or later, also when that is because it was set. */
  at(momentMs: number, callback: () => void): () => void;
}

/** What a clock reads. */
export interface ClockSources {
  /** Since the epoch, as the clock is set: it may be set forward and back. */
  wallMs(): number;
  /** Since any moment, without the time that the machine slept; never goes back. */
  awakeMs(): number;
  /** Since any moment, with the time that the machine slept; may be coarse. */
  uptimeMs(): number;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;
const WATCH_INTERVAL_MS = 1_000;
const LEAST_JUMP_MS = 250;
/** Some systems know their uptime in seconds only. */
const LEAST_SLEEP_MS = 2_000;

/**
 * A clock over Node's timers, which count the time that the machine is awake. Each second it looks whether the clock was set or
 * the machine slept, and if so arms every timer anew. Node counts a timer from the start of its turn of the event loop and so may
 * call early, and has no timers longer than 24.8 days: what is left is waited for then.
 */
export function createClock(sources: ClockSources): Clock {
  const alarms = new Set<() => void>();
  const uptimeAheadMs = sources.uptimeMs() - sources.awakeMs();
  let wallAheadMs = sources.wallMs() - sources.awakeMs();
  let sleptMs = 0;
  let watch: NodeJS.Timeout | undefined;

  const lookForJump = () => {
    const aheadMs = sources.wallMs() - sources.awakeMs();
    if (Math.abs(aheadMs - wallAheadMs) < LEAST_JUMP_MS) return;
    wallAheadMs = aheadMs;
    const asleepMs = sources.uptimeMs() - sources.awakeMs() - uptimeAheadMs;
    if (asleepMs - sleptMs >= LEAST_SLEEP_MS) sleptMs = asleepMs;
    for (const rearm of [...alarms]) rearm();
  };
  const remember = (alarm: () => void) => {
    alarms.add(alarm);
    watch ??= setInterval(lookForJump, WATCH_INTERVAL_MS).unref();
  };
  const forget = (alarm: () => void) => {
    alarms.delete(alarm);
    if (alarms.size > 0) return;
    clearInterval(watch);
    watch = undefined;
  };
  const callWhenOver = (leftMs: () => number, callback: () => void) => {
    let timer: NodeJS.Timeout | undefined;
    const arm = () => {
      clearTimeout(timer);
      timer = setTimeout(wake, Math.min(Math.max(0, Math.ceil(leftMs())), LONGEST_TIMER_MS));
    };
    const wake = () => {
      if (leftMs() > 0) return arm();
      forget(arm);
      callback();
    };
    remember(arm);
    arm();
    return () => {
      clearTimeout(timer);
      forget(arm);
    };
  };
  const elapsedMs = () => sources.awakeMs() + sleptMs;
  return {
    now: sources.wallMs,
    after(delayMs, callback) {
      const dueMs = elapsedMs() + delayMs;
      return callWhenOver(() => dueMs - elapsedMs(), callback);
    },
    at: (momentMs, callback) => callWhenOver(() => momentMs - sources.wallMs(), callback),
  };
}

/** The machine's clock. */
export const systemClock: Clock = createClock({
  wallMs: () => Date.now(),
  awakeMs: () => performance.now(),
  uptimeMs: () => uptime() * 1000,
});
