import { beforeEach, describe, expect, it } from "vitest";
import type { Clock } from "../../../../../runtime/kernel/clock.ts";
import {
  createDeduplication,
  createSequence,
  type FirstSending,
} from "../../../../../runtime/services/request/deduplication.ts";
import type { Collection } from "../../../../../runtime/storage/store.ts";

const FIVE_MINUTES_MS = 300_000;
let nowMs: number;
const clock: Clock = { now: () => nowMs, after: () => () => {}, at: () => () => {} };

beforeEach(() => {
  nowMs = 1_000_000_000_000;
});

/** A collection that is nowhere but here. */
function memory(): Collection<FirstSending> {
  const rows = new Map<string, FirstSending>();
  const entries = (prefix = "") => [...rows].filter(([key]) => key.startsWith(prefix));
  return {
    get: (key) => rows.get(key),
    has: (key) => rows.has(key),
    put: (key, value) => void rows.set(key, value),
    delete: (key) => rows.delete(key),
    entries,
    values: (prefix) => entries(prefix).map(([, value]) => value),
    get size() {
      return rows.size;
    },
  };
}

const sending = (messageId: string): FirstSending => ({ messageId, sequenceNumber: "1", atMs: nowMs });

describe("createDeduplication", () => {
  it("knows a message for five minutes, and forgets it then for good", () => {
    const rows = memory();
    const deduplication = createDeduplication(rows, clock);
    deduplication.remember("q/a", sending("1"));
    nowMs += FIVE_MINUTES_MS - 1;
    expect(deduplication.find("q/a")?.messageId).toBe("1");
    nowMs += 1;
    expect(deduplication.find("q/a")).toBeUndefined();
    deduplication.remember("q/b", sending("2"));
    expect([...rows.entries()].map(([key]) => key)).toEqual(["q/b"]);
  });

  it("forgets all of a queue, and nothing of another", () => {
    const deduplication = createDeduplication(memory(), clock);
    for (const key of ["q/a", "q/b", "qq/a"]) deduplication.remember(key, sending(key));
    deduplication.forget("q/");
    expect(deduplication.find("q/a")).toBeUndefined();
    expect(deduplication.find("qq/a")?.messageId).toBe("qq/a");
  });
});

describe("createSequence", () => {
  it("grows within a moment, over a restart, and when the clock goes back", () => {
    const next = createSequence(clock);
    const numbers = [next(), next()];
    nowMs -= 60_000;
    numbers.push(next());
    nowMs += 60_001;
    numbers.push(next(), createSequence(clock)());
    expect(numbers.every((number) => /^\d{20}$/.test(number))).toBe(true);
    expect(numbers.toSorted()).toEqual(numbers);
    expect(new Set(numbers.slice(0, 4)).size).toBe(4);
  });
});
