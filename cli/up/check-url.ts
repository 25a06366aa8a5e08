import { setTimeout as delay } from "node:timers/promises";

const PATIENCE_MS = 30_000;
const POLL_MS = 150;

/** How an address answered. */
export interface Answer {
  readonly status: number;
  readonly milliseconds: number;
}

/** Asks an address until it answers without a server error, for half a minute; undefined when it never did. */
export async function waitForAnswer(url: string, signal: AbortSignal): Promise<Answer | undefined> {
  const deadlineMs = Date.now() + PATIENCE_MS;
  while (Date.now() < deadlineMs) {
    signal.throwIfAborted();
    const answer = await ask(url);
    if (answer !== undefined && answer.status < 500) return answer;
    await delay(POLL_MS, undefined, { signal });
  }
  return undefined;
}

async function ask(url: string): Promise<Answer | undefined> {
  const startedMs = performance.now();
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    await response.arrayBuffer();
    return { status: response.status, milliseconds: Math.round(performance.now() - startedMs) };
  } catch {
    return undefined;
  }
}
