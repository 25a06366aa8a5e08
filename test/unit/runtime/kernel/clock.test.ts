import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Clock, createClock, systemClock } from "../../../../runtime/kernel/clock.ts";

const BUSY_MS = 20;
const DELAY_MS = 10;
const HOUR_MS = 3_600_000;
const SETTLED_MS = 1_100;

function keepBusy(): void {
  const untilMs = performance.now() + BUSY_MS;
  while (performance.now() < untilMs);
}

describe("the machine's clock", () => {
  it("calls back not before the time, also when the process was busy as it was asked", async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    keepBusy();
    const askedMs = performance.now();
    systemClock.after(DELAY_MS, () => resolve(performance.now()));
    expect((await promise) - askedMs).toBeGreaterThanOrEqual(DELAY_MS);
  });

  it("calls back when a moment has come, and at once when it has passed", async () => {
    const momentMs = Date.now() + DELAY_MS;
    await new Promise<void>((resolve) => systemClock.at(momentMs, resolve));
    expect(Date.now()).toBeGreaterThanOrEqual(momentMs);
    await new Promise<void>((resolve) => systemClock.at(0, resolve));
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
});

describe("a clock that is set, or whose machine sleeps", () => {
  const machine = { wallMs: 0, awakeMs: 0, uptimeMs: 0 };
  let clock: Clock;
  let called: string[];

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
    Object.assign(machine, { wallMs: Date.UTC(2026, 0, 1), awakeMs: 5_000, uptimeMs: 90_000 });
    called = [];
    clock = createClock({
      wallMs: () => machine.wallMs,
      awakeMs: () => machine.awakeMs,
      uptimeMs: () => machine.uptimeMs,
    });
    clock.after(10 * 60_000, () => called.push("in ten minutes"));
    clock.at(clock.now() + 10 * 60_000, () => called.push("at ten past"));
  });
  afterEach(() => vi.useRealTimers());

  /** Time passes; Node's timers see that which the machine is awake. */
  function live(ms: number): void {
    for (let left = ms; left > 0; left -= 100) {
      const step = Math.min(left, 100);
      for (const source of ["wallMs", "awakeMs", "uptimeMs"] as const) machine[source] += step;
      vi.advanceTimersByTime(step);
    }
  }

  it("an hour forward: moments have come, spans of time go on", () => {
    live(60_000);
    machine.wallMs += HOUR_MS;
    live(SETTLED_MS);
    expect(called).toEqual(["at ten past"]);
    live(10 * 60_000);
    expect(called).toEqual(["at ten past", "in ten minutes"]);
  });

  it("an hour back: moments come an hour later, spans of time go on", () => {
    live(60_000);
    machine.wallMs -= HOUR_MS;
    live(9 * 60_000 + SETTLED_MS);
    expect(called).toEqual(["in ten minutes"]);
    live(HOUR_MS);
    expect(called).toEqual(["in ten minutes", "at ten past"]);
  });

  it("forward and back before a moment: it comes once", () => {
    machine.wallMs -= HOUR_MS;
    live(SETTLED_MS);
    machine.wallMs += HOUR_MS;
    live(10 * 60_000);
    expect(called).toEqual(["in ten minutes", "at ten past"]);
    live(2 * HOUR_MS);
    expect(called).toHaveLength(2);
  });

  it("asleep for an hour: all that was due meanwhile is due now, once", () => {
    live(60_000);
    machine.wallMs += HOUR_MS;
    machine.uptimeMs += HOUR_MS;
    live(SETTLED_MS);
    expect(called.toSorted()).toEqual(["at ten past", "in ten minutes"]);
    live(HOUR_MS);
    expect(called).toHaveLength(2);
  });

  it("leaves no watch behind when nothing is waited for", () => {
    live(10 * 60_000);
    expect(called).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
    clock.at(clock.now() + 1, () => {})();
    expect(vi.getTimerCount()).toBe(0);
  });
});
