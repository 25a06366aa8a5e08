import type { Clock } from "../kernel/clock.ts";
import type { Collection } from "./store.ts";

/** A piece of work that is kept on disk until it is done. */
export interface QueuedItem<Value> {
  readonly value: Value;
  readonly enqueuedMs: number;
  /** How often it was tried and put off before: 0 at the first try. */
  readonly attempt: number;
  readonly dueMs: number;
}

/** What became of a try: over, or to be tried again, perhaps with another value. */
export type Delivery<Value> =
  | { readonly kind: "done" }
  | { readonly kind: "retry"; readonly delayMs: number; readonly value?: Value };

export interface DurableQueue<Value> {
  add(id: string, value: Value): void;
  /** Takes up what a former process left behind. */
  start(): void;
  /** Takes no further item; waits for those under way. */
  stop(): Promise<void>;
  readonly size: number;
}

export interface DurableQueueOptions<Value> {
  readonly collection: Collection<QueuedItem<Value>>;
  readonly clock: Clock;
  /** Items of one lane share a limit, so that one slow receiver does not hold up the others. */
  readonly laneOf: (value: Value) => string;
  readonly concurrencyPerLane: number;
  /** Must not reject for what is to be expected; a rejection is reported and the item tried again in 5 seconds. */
  readonly deliver: (item: QueuedItem<Value>, id: string) => Promise<Delivery<Value>>;
  readonly onDefect: (error: unknown, id: string) => void;
}

const DEFECT_RETRY_DELAY_MS = 5_000;

interface Lane {
  readonly waiting: string[];
  running: number;
}

/**
 * At-least-once work: an item is removed only after `deliver` says it is done, so a killed process finds it again
 * with its attempt count and its due time.
 */
export function createDurableQueue<Value>(options: DurableQueueOptions<Value>): DurableQueue<Value> {
  const { collection, clock } = options;
  const lanes = new Map<string, Lane>();
  const timers = new Map<string, () => void>();
  const underWay = new Set<Promise<void>>();
  let running = false;

  const laneFor = (name: string): Lane => {
    const lane = lanes.get(name) ?? { waiting: [], running: 0 };
    lanes.set(name, lane);
    return lane;
  };

  const schedule = (id: string, item: QueuedItem<Value>) => {
    const delayMs = item.dueMs - clock.now();
    if (delayMs <= 0) return enter(id, item);
    timers.set(
      id,
      clock.after(delayMs, () => {
        timers.delete(id);
        enter(id, item);
      }),
    );
  };

  const enter = (id: string, item: QueuedItem<Value>) => {
    const name = options.laneOf(item.value);
    laneFor(name).waiting.push(id);
    queueMicrotask(() => advance(name));
  };

  const advance = (name: string) => {
    const lane = laneFor(name);
    while (running && lane.running < options.concurrencyPerLane) {
      const id = lane.waiting.shift();
      if (id === undefined) break;
      lane.running += 1;
      const work = tryOnce(id).finally(() => {
        lane.running -= 1;
        underWay.delete(work);
        advance(name);
      });
      underWay.add(work);
    }
    if (lane.running === 0 && lane.waiting.length === 0) lanes.delete(name);
  };

  const tryOnce = async (id: string) => {
    const item = collection.get(id);
    if (item === undefined) return;
    const delivery = await options.deliver(item, id).catch((error): Delivery<Value> => {
      options.onDefect(error, id);
      return { kind: "retry", delayMs: DEFECT_RETRY_DELAY_MS };
    });
    if (delivery.kind === "done") {
      collection.delete(id);
      return;
    }
    const value = delivery.value ?? item.value;
    const later = { ...item, value, attempt: item.attempt + 1, dueMs: clock.now() + delivery.delayMs };
    collection.put(id, later);
    if (running) schedule(id, later);
  };

  return {
    add(id, value) {
      const nowMs = clock.now();
      const item = { value, enqueuedMs: nowMs, attempt: 0, dueMs: nowMs };
      collection.put(id, item);
      if (running) schedule(id, item);
    },
    start() {
      if (running) return;
      running = true;
      for (const [id, item] of [...collection.entries()]) schedule(id, item);
    },
    async stop() {
      running = false;
      for (const cancel of timers.values()) cancel();
      timers.clear();
      lanes.clear();
      await Promise.allSettled(underWay);
    },
    get size() {
      return collection.size;
    },
  };
}
