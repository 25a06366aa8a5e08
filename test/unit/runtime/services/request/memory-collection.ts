import type { Collection } from "../../../../../runtime/storage/store.ts";

/** A collection that is nowhere but here. */
export function memoryCollection<Value>(): Collection<Value> {
  const rows = new Map<string, Value>();
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
