import type { Clock } from "../../kernel/clock.ts";
import type { Collection } from "../../storage/store.ts";

/** Numbers up to this one may have been given away. */
export interface Reservation {
  readonly upTo: string;
}

const FIRST_NUMBER = 10n ** 19n;
const NUMBERS_PER_MS = 1n << 20n;
const RESERVED = NUMBERS_PER_MS * 10_000n;
const KEY = "last";

/**
 * Sequence numbers of 20 digits that grow whatever the clock does, over a restart too: ten seconds of them are set aside on
 * disk at a time, in the same transaction as the message that is given the first of them.
 */
export function createSequence(clock: Clock, collection: Collection<Reservation>): () => string {
  let reserved = BigInt(collection.get(KEY)?.upTo ?? 0);
  let last = reserved;
  return () => {
    const fromTime = FIRST_NUMBER + BigInt(clock.now()) * NUMBERS_PER_MS;
    last = fromTime > last ? fromTime : last + 1n;
    if (last > reserved) {
      reserved = last + RESERVED;
      collection.put(KEY, { upTo: String(reserved) });
    }
    return String(last);
  };
}
