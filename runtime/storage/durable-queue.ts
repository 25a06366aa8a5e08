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
  /** Lanes of such items go one by one in the order of the ids; one that is put off holds up those behind it. */
  readonly isOrdered?: (value: Value) => boolean;
  /** Must not reject for what is to be expected; a rejection is reported and the item tried again in 5 seconds. */
  readonly deliver: (item: QueuedItem<Value>, id: string) => Promise<Delivery<Value>>;
  readonly onDefect: (error: unknown, id: string) => void;
}

const DEFECT_RETRY_DELAY_MS = 5_000;

interface Lane {
  readonly waiting: string[];
  readonly concurrency: number;
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

  const isOrdered = (value: Value) => options.isOrdered?.(value) ?? false;

  /** Waits for an item's time; `nowMs` is when that was set, so that all of a delay is waited for. */
  const schedule = (id: string, item: QueuedItem<Value>, nowMs: number) => {
    const delayMs = item.dueMs - nowMs;
    // In an ordered lane a delay is waited for in the lane, when the item's turn has come.
    if (delayMs <= 0 || isOrdered(item.value)) return enter(id, item);
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
    const concurrency = isOrdered(item.value) ? 1 : options.concurrencyPerLane;
    const lane = lanes.get(name) ?? { waiting: [], concurrency, running: 0 };
    lanes.set(name, lane);
    lane.waiting.push(id);
    queueMicrotask(() => advance(name));
  };

  const advance = (name: string) => {
    const lane = lanes.get(name);
    if (lane === undefined) return;
    while (running && lane.running < lane.concurrency) {
      const id = lane.waiting.shift();
      if (id === undefined) break;
      lane.running += 1;
      const work = perform(id).finally(() => {
        lane.running -= 1;
        underWay.delete(work);
        advance(name);
      });
      underWay.add(work);
    }
    if (lane.running === 0 && lane.waiting.length === 0) lanes.delete(name);
  };

  const perform = async (id: string) => {
    const item = collection.get(id);
    if (item === undefined) return;
    if (!isOrdered(item.value)) {
      await tryOnce(id, item);
      return;
    }
    let nowMs: number | undefined = clock.now();
    while (nowMs !== undefined) {
      const next = await whenDue(id, nowMs);
      nowMs = next === undefined ? undefined : await tryOnce(id, next);
    }
  };

  /** The item of an ordered lane at its time; undefined when it is done or the queue stops. */
  const whenDue = async (id: string, nowMs: number) => {
    const item = collection.get(id);
    if (item === undefined) return undefined;
    const delayMs = item.dueMs - nowMs;
    if (delayMs > 0 && running) {
      await new Promise<void>((resolve) => {
        const cancel = clock.after(delayMs, resolve);
        timers.set(id, () => {
          cancel();
          resolve();
        });
      });
      timers.delete(id);
    }
    return running ? item : undefined;
  };

  /** Delivers an item; when it is put off, the moment that its delay counts from. */
  const tryOnce = async (id: string, item: QueuedItem<Value>): Promise<number | undefined> => {
    const delivery = await options.deliver(item, id).catch((error): Delivery<Value> => {
      options.onDefect(error, id);
      return { kind: "retry", delayMs: DEFECT_RETRY_DELAY_MS };
    });
    if (delivery.kind === "done") {
      collection.delete(id);
      return undefined;
    }
    const nowMs = clock.now();
    const value = delivery.value ?? item.value;
    const later = { ...item, value, attempt: item.attempt + 1, dueMs: nowMs + delivery.delayMs };
    collection.put(id, later);
    if (running && !isOrdered(value)) schedule(id, later, nowMs);
    return nowMs;
  };

  return {
    add(id, value) {
      const nowMs = clock.now();
      const item = { value, enqueuedMs: nowMs, attempt: 0, dueMs: nowMs };
      collection.put(id, item);
      if (running) schedule(id, item, nowMs);
    },
    start() {
      if (running) return;
      running = true;
      const nowMs = clock.now();
      for (const [id, item] of [...collection.entries()]) schedule(id, item, nowMs);
    },
    async stop() {
      running = false;
      for (const cancel of [...timers.values()]) cancel();
      timers.clear();
      lanes.clear();
      await Promise.allSettled(underWay);
    },
    get size() {
      return collection.size;
    },
  };
}
