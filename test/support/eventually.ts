import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 5;
const PATIENCE_MS = 45_000;

/** Asks again and again until the answer is not undefined; fails with `what` after 45 seconds. */
export async function eventually<Value>(
  what: string,
  ask: () => Value | undefined | Promise<Value | undefined>,
): Promise<Value> {
  const deadlineMs = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadlineMs) throw new Error(`waited in vain for ${what}`);
    await delay(POLL_MS);
  }
}
