/** Time as the runtime sees it. Injected, so that tests move it by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `delayMs`; returns a function that cancels. The callback must not throw. */
  after(delayMs: number, callback: () => void): () => void;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The machine's clock. Delays longer than Node's longest timer (24.8 days) are waited for in several steps. Node counts a
 * timer from the start of its turn of the event loop and so may call early: what is left is waited for then.
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const dueMs = performance.now() + delayMs;
    let timer: NodeJS.Timeout;
    const arm = () => {
      const leftMs = Math.ceil(dueMs - performance.now());
      timer = setTimeout(wake, Math.min(Math.max(0, leftMs), LONGEST_TIMER_MS));
    };
    const wake = () => (performance.now() < dueMs ? arm() : callback());
    arm();
    return () => clearTimeout(timer);
  },
};
