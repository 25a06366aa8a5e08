import { setTimeout as delay } from "node:timers/promises";

/** To ask costs both sides some milliseconds of processor time, which what is waited for may need. */
const shortestDelayMs = 25;
const longestDelayMs = 2000;
/** The next look comes after this part of the time that has passed: so much is lost at most. */
const lostPart = 1 / 12;

export interface Wait {
  /** Completes "waited … for": what is waited for. */
  readonly what: string;
  readonly isDone: () => Promise<boolean>;
  readonly deadlineMs: number;
  /** How long it takes at least: there is no need to look before; at once unless told. */
  readonly firstLookMs?: number;
  /** Polls become rarer up to this; 2 s unless told. */
  readonly longestDelayMs?: number;
  readonly signal: AbortSignal;
}

/** What was waited for did not come in time. */
export class WaitedTooLong extends Error {
  override readonly name = "WaitedTooLong";
}

/**
 * Asks until it is done, often at first and more rarely later: most things are there within milliseconds, and those
 * that are not take minutes. Rejects with `WaitedTooLong` after the deadline, or when the signal aborts.
 */
export async function waitUntil(wait: Wait): Promise<void> {
  const startedMs = performance.now();
  if (wait.firstLookMs !== undefined) await delay(wait.firstLookMs, undefined, { signal: wait.signal });
  while (!(await wait.isDone())) {
    const elapsedMs = performance.now() - startedMs;
    if (elapsedMs > wait.deadlineMs)
      throw new WaitedTooLong(`waited ${wait.deadlineMs / 1000} s for ${wait.what}, in vain`);
    const delayMs = Math.min(
      Math.max(elapsedMs * lostPart, shortestDelayMs),
      wait.longestDelayMs ?? longestDelayMs,
    );
    await delay(delayMs, undefined, { signal: wait.signal });
  }
}
