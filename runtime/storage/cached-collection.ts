import type { Collection } from "./store.ts";

/** A change of one document; `value` undefined means that it was deleted. */
export interface Write {
  readonly key: string;
  readonly value: unknown;
}

/** A collection held in memory that tells every change to `onWrite`. Keys are sorted once after they change. */
export function createCollection<Value>(
  documents: Map<string, Value>,
  onWrite: (write: Write) => void,
): Collection<Value> {
  let sortedKeys: readonly string[] | undefined;
  const keys = () => {
    sortedKeys ??= [...documents.keys()].sort();
    return sortedKeys;
  };
  function* entries(prefix = ""): Generator<readonly [string, Value]> {
    const all = keys();
    for (let index = firstAtLeast(all, prefix); index < all.length; index++) {
      const key = all[index] as string;
      if (!key.startsWith(prefix)) return;
      const value = documents.get(key);
      if (value !== undefined) yield [key, value];
    }
  }
  return {
    get: (key) => documents.get(key),
    has: (key) => documents.has(key),
    put(key, value) {
      if (!documents.has(key)) sortedKeys = undefined;
      documents.set(key, value);
      onWrite({ key, value });
    },
    delete(key) {
      if (!documents.delete(key)) return false;
      sortedKeys = undefined;
      onWrite({ key, value: undefined });
      return true;
    },
    entries,
    *values(prefix) {
      for (const [, value] of entries(prefix)) yield value;
    },
    get size() {
      return documents.size;
    },
  };
}

function firstAtLeast(sorted: readonly string[], wanted: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as string) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
