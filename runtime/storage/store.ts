/**
 * A named set of JSON documents by key, held in memory and written through to disk with the next commit.
 * Values are treated as immutable: replace them with `put`, never change one that was read.
 */
export interface Collection<Value> {
  get(key: string): Value | undefined;
  has(key: string): boolean;
  put(key: string, value: Value): void;
  delete(key: string): boolean;
  /** Entries in the order of their keys (code points), those that start with `prefix` only. */
  entries(prefix?: string): Iterable<readonly [key: string, value: Value]>;
  values(prefix?: string): Iterable<Value>;
  readonly size: number;
}

/**
 * The runtime's durable state. Writes are visible in the process at once and reach the disk in group commits:
 * what must not be promised before it is safe awaits `committed()` (the protocol server does so before it
 * answers any request). One process a folder.
 */
export interface Store {
  collection<Value>(name: string): Collection<Value>;
  /** Resolves when everything written so far is on disk; rejects, from then on always, when a commit failed. */
  committed(): Promise<void>;
  /** Commits and closes. */
  close(): Promise<void>;
}
