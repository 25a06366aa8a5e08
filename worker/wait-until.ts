import { setTimeout as delay } from "node:timers/promises";

const firstDelayMs = 15;
const longestDelayMs = 2000;
const growth = 1.3;

export interface Wait {
  /** Completes "waited … for": what is waited for. */
  readonly what: string;
  readonly isDone: () => Promise<boolean>;
  readonly deadlineMs: number;
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
  let delayMs = firstDelayMs;
  while (!(await wait.isDone())) {
    if (performance.now() - startedMs > wait.deadlineMs)
      throw new WaitedTooLong(`waited ${wait.deadlineMs / 1000} s for ${wait.what}, in vain`);
    await delay(delayMs, undefined, { signal: wait.signal });
    delayMs = Math.min(delayMs * growth, wait.longestDelayMs ?? longestDelayMs);
  }
}
