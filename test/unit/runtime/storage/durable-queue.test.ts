import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Clock } from "../../../../runtime/kernel/clock.ts";
import {
  createDurableQueue,
  type Delivery,
  type DurableQueue,
  type QueuedItem,
} from "../../../../runtime/storage/durable-queue.ts";
import { openSqliteStore } from "../../../../runtime/storage/sqlite-store.ts";
import type { Store } from "../../../../runtime/storage/store.ts";

let dataDir: string;
let store: Store;
let nowMs: number;
let timers: { dueMs: number; callback: () => void }[];
const clock: Clock = {
  now: () => nowMs,
  after(delayMs, callback) {
    const timer = { dueMs: nowMs + delayMs, callback };
    timers.push(timer);
    return () => {
      timers = timers.filter((other) => other !== timer);
    };
  },
  at: (momentMs, callback) => clock.after(momentMs - nowMs, callback),
};

function advance(toMs: number): void {
  nowMs = toMs;
  const due = timers.filter(({ dueMs }) => dueMs <= toMs);
  timers = timers.filter(({ dueMs }) => dueMs > toMs);
  for (const { callback } of due) callback();
}

type Deliver = (item: QueuedItem<string>, id: string) => Promise<Delivery<string>>;

function open(deliver: Deliver, ordered = false, time = clock): DurableQueue<string> {
  return createDurableQueue<string>({
    collection: store.collection("queue"),
    clock: time,
    laneOf: (value) => value.charAt(0),
    concurrencyPerLane: ordered ? 5 : 1,
    isOrdered: () => ordered,
    deliver,
    onDefect: () => {},
  });
}

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "repave-queue-"));
  store = openSqliteStore(dataDir);
  nowMs = 0;
  timers = [];
});
afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true });
});

describe("createDurableQueue", () => {
  it("delivers in order within a lane and removes what is done", async () => {
    const delivered: string[] = [];
    const queue = open(async ({ value }) => {
      delivered.push(value);
      return { kind: "done" };
    });
    queue.start();
    for (const value of ["a1", "a2", "a3"]) queue.add(value, value);
    await vi.waitFor(() => expect(queue.size).toBe(0));
    expect(delivered).toEqual(["a1", "a2", "a3"]);
  });

  it("tries again when it is time, with the attempt counted and the value replaced", async () => {
    const tries: [number, string][] = [];
    const queue = open(async ({ value, attempt }) => {
      tries.push([attempt, value]);
      return attempt === 0 ? { kind: "retry", delayMs: 60_000, value: "a-changed" } : { kind: "done" };
    });
    queue.start();
    queue.add("1", "a");
    await vi.waitFor(() => expect(timers).toHaveLength(1));
    advance(59_999);
    expect(tries).toHaveLength(1);
    advance(60_000);
    await vi.waitFor(() => expect(queue.size).toBe(0));
    expect(tries).toEqual([
      [0, "a"],
      [1, "a-changed"],
    ]);
  });

  it.each([
    { ordered: false, lane: "any lane" },
    { ordered: true, lane: "an ordered lane" },
  ])("waits for all of a delay in $lane, however long the clock is looked at", async ({ ordered }) => {
    const delaysMs: number[] = [];
    const slow: Clock = {
      ...clock,
      now: () => nowMs++,
      after(delayMs, callback) {
        delaysMs.push(delayMs);
        return clock.after(delayMs, callback);
      },
    };
    const queue = open(async () => ({ kind: "retry", delayMs: 60_000 }), ordered, slow);
    queue.start();
    queue.add("1", "a");
    await vi.waitFor(() => expect(delaysMs).toEqual([60_000]));
    await queue.stop();
  });

  it("takes up after a restart what was not done, and waits out what was put off", async () => {
    const first = open(async () => ({ kind: "retry", delayMs: 10_000 }));
    first.start();
    first.add("1", "a");
    await vi.waitFor(() => expect(timers).toHaveLength(1));
    await first.stop();
    await store.close();
    store = openSqliteStore(dataDir);
    const attempts: number[] = [];
    const second = open(async ({ attempt }) => {
      attempts.push(attempt);
      return { kind: "done" };
    });
    second.start();
    expect(attempts).toEqual([]);
    advance(10_000);
    await vi.waitFor(() => expect(second.size).toBe(0));
    expect(attempts).toEqual([1]);
  });

  it("does not let one lane hold up another", async () => {
    const delivered: string[] = [];
    const queue = open(({ value }) => {
      if (value === "slow") return new Promise(() => {});
      delivered.push(value);
      return Promise.resolve({ kind: "done" });
    });
    queue.start();
    queue.add("1", "slow");
    queue.add("2", "fast");
    await vi.waitFor(() => expect(delivered).toEqual(["fast"]));
  });

  it("holds up an ordered lane behind an item that is put off, over a restart too", async () => {
    const delivered: string[] = [];
    let refusing = true;
    const deliver: Deliver = async ({ value }) => {
      delivered.push(value);
      return refusing && value === "a1" ? { kind: "retry", delayMs: 1_000 } : { kind: "done" };
    };
    const first = open(deliver, true);
    first.start();
    for (const value of ["a1", "a2", "b1"]) first.add(value, value);
    await vi.waitFor(() => expect(timers).toHaveLength(1));
    expect(delivered).toEqual(["a1", "b1"]);
    await first.stop();
    const second = open(deliver, true);
    second.start();
    await vi.waitFor(() => expect(timers).toHaveLength(1));
    refusing = false;
    advance(1_000);
    await vi.waitFor(() => expect(second.size).toBe(0));
    expect(delivered).toEqual(["a1", "b1", "a1", "a2"]);
    await second.stop();
  });
});
