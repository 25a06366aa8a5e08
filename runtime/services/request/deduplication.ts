import type { Clock } from "../../kernel/clock.ts";
import type { Collection } from "../../storage/store.ts";

/** What came of the first of several equal messages. */
export interface FirstSending {
  readonly messageId: string;
  readonly sequenceNumber: string;
  readonly atMs: number;
}

/** Remembers messages of FIFO queues and topics for as long as an equal one counts as the same. */
export interface Deduplication {
  /** The first message with this key within the interval; undefined when this one is the first. */
  find(key: string): FirstSending | undefined;
  remember(key: string, sending: FirstSending): void;
  /** Forgets all keys that begin so. */
  forget(prefix: string): void;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html */
const INTERVAL_MS = 300_000;

export function createDeduplication(collection: Collection<FirstSending>, clock: Clock): Deduplication {
  let sweptMs = clock.now();
  const isOver = ({ atMs }: FirstSending) => atMs + INTERVAL_MS <= clock.now();
  const sweep = () => {
    if (clock.now() < sweptMs + INTERVAL_MS) return;
    sweptMs = clock.now();
    for (const [key, sending] of [...collection.entries()]) if (isOver(sending)) collection.delete(key);
  };
  return {
    find(key) {
      const sending = collection.get(key);
      return sending === undefined || isOver(sending) ? undefined : sending;
    },
    remember(key, sending) {
      sweep();
      collection.put(key, sending);
    },
    forget(prefix) {
      for (const [key] of [...collection.entries(prefix)]) collection.delete(key);
    },
  };
}
