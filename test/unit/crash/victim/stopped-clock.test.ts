import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createDeathWatch } from "../../../crash/victim/death.ts";
import { createStoppedClock } from "../../../crash/victim/stopped-clock.ts";

function stoppedClock() {
  return createStoppedClock(1000, createDeathWatch(undefined));
}

describe("a clock that stands", () => {
  it("calls back each timer at its moment on the way, in their order", () => {
    const clock = stoppedClock();
    const calls: [string, number][] = [];
    clock.after(300, () => calls.push(["later", clock.now()]));
    clock.after(100, () => calls.push(["sooner", clock.now()]));
    clock.after(900, () => calls.push(["not yet", clock.now()]));
    clock.advance(1500);
    expect(calls).toEqual([
      ["sooner", 1100],
      ["later", 1300],
    ]);
    expect(clock.now()).toBe(1500);
  });

  it("calls back what is due already without going on", async () => {
    const clock = stoppedClock();
    let called = 0;
    clock.after(0, () => called++);
    clock.advance(1000);
    await turn();
    expect(called).toBe(1);
  });

  it("forgets what is cancelled", () => {
    const clock = stoppedClock();
    clock.after(100, () => expect.fail("it was cancelled"))();
    clock.advance(2000);
  });
});
