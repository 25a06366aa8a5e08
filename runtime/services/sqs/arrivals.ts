import type { Clock } from "../../kernel/clock.ts";

/** Lets receivers wait for messages of a queue. */
export interface Arrivals {
  /** A message of the queue has come, or will become visible at another time than before. */
  announce(queue: string): void;
  /** Resolves at the next announcement, at the latest after `longestMs`. */
  wait(queue: string, longestMs: number): Promise<void>;
  /** Lets all go, and no one wait any more. */
  stop(): void;
  readonly stopped: boolean;
}

export function createArrivals(clock: Clock): Arrivals {
  const waiting = new Map<string, Set<() => void>>();
  let stopped = false;
  const release = (queue: string) => {
    const receivers = waiting.get(queue) ?? [];
    waiting.delete(queue);
    for (const go of receivers) go();
  };
  return {
    announce: release,
    wait(queue, longestMs) {
      return new Promise((resolve) => {
        const receivers = waiting.get(queue) ?? new Set();
        waiting.set(queue, receivers);
        const go = () => {
          cancel();
          receivers.delete(go);
          resolve();
        };
        const cancel = clock.after(longestMs, go);
        receivers.add(go);
      });
    },
    get stopped() {
      return stopped;
    },
    stop() {
      stopped = true;
      for (const queue of [...waiting.keys()]) release(queue);
    },
  };
}
