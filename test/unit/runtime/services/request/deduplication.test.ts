import { beforeEach, describe, expect, it } from "vitest";
import type { Clock } from "../../../../../runtime/kernel/clock.ts";
import {
  createDeduplication,
  type FirstSending,
} from "../../../../../runtime/services/request/deduplication.ts";
import { memoryCollection } from "./memory-collection.ts";

const FIVE_MINUTES_MS = 300_000;
let nowMs: number;
const clock: Clock = { now: () => nowMs, after: () => () => {}, at: () => () => {} };

beforeEach(() => {
  nowMs = 1_000_000_000_000;
});

const sending = (messageId: string): FirstSending => ({ messageId, sequenceNumber: "1", atMs: nowMs });

describe("createDeduplication", () => {
  it("knows a message for five minutes, and forgets it then for good", () => {
    const rows = memoryCollection<FirstSending>();
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
    const deduplication = createDeduplication(memoryCollection<FirstSending>(), clock);
    for (const key of ["q/a", "q/b", "qq/a"]) deduplication.remember(key, sending(key));
    deduplication.forget("q/");
    expect(deduplication.find("q/a")).toBeUndefined();
    expect(deduplication.find("qq/a")?.messageId).toBe("qq/a");
  });
});
