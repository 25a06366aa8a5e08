import { describe, expect, it, vi } from "vitest";
import type { Clock } from "../../../../../runtime/kernel/clock.ts";
import { createSequence, type Reservation } from "../../../../../runtime/services/request/sequence.ts";
import { memoryCollection } from "./memory-collection.ts";

let nowMs = 1_000_000_000_000;
const clock: Clock = { now: () => nowMs, after: () => () => {}, at: () => () => {} };

describe("createSequence", () => {
  it("grows within a moment, over restarts, and when the clock stands or goes back", () => {
    const kept = memoryCollection<Reservation>();
    const numbers: string[] = [];
    for (const passedMs of [0, 1, -3_600_000, 0, 7_200_000, 20_000]) {
      nowMs += passedMs;
      const next = createSequence(clock, kept);
      numbers.push(next(), next());
    }
    expect(numbers.every((number) => /^\d{20}$/.test(number))).toBe(true);
    expect(numbers.toSorted()).toEqual(numbers);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it("asks the disk for numbers now and then only", () => {
    const kept = memoryCollection<Reservation>();
    const put = vi.spyOn(kept, "put");
    const next = createSequence(clock, kept);
    for (let number = 0; number < 100; number++) next();
    expect(put).toHaveBeenCalledTimes(1);
  });
});
