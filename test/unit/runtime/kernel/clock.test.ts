import { expect, it } from "vitest";
import { systemClock } from "../../../../runtime/kernel/clock.ts";

const BUSY_MS = 20;
const DELAY_MS = 10;

function keepBusy(): void {
  const untilMs = performance.now() + BUSY_MS;
  while (performance.now() < untilMs);
}

it("calls back not before the time, also when the process was busy as it was asked", async () => {
  const { promise, resolve } = Promise.withResolvers<number>();
  keepBusy();
  const askedMs = performance.now();
  systemClock.after(DELAY_MS, () => resolve(performance.now()));
  expect((await promise) - askedMs).toBeGreaterThanOrEqual(DELAY_MS);
});

it("does not call back once it is cancelled", async () => {
  let called = false;
  const cancel = systemClock.after(1, () => {
    called = true;
  });
  cancel();
  await new Promise<void>((resolve) => systemClock.after(DELAY_MS, resolve));
  expect(called).toBe(false);
});
