import { existsSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { die } from "./death.ts";

/** A commit that is to be cut off while its pages are written. */
export interface TornCommit {
  /** The database's file; its log lies beside it. */
  readonly file: string;
  /** How much of what the commit writes stays, from 0 to 1. */
  readonly share: number;
  readonly commit: (sql: string) => void;
}

/**
 * Dies in the middle of a commit: what it wrote to the write-ahead log after the cut is as it was before. No page has gone from
 * the log to the database by then, as none does before a commit is whole.
 */
export function tearCommit({ file, share, commit }: TornCommit): never {
  const log = `${file}-wal`;
  commit("PRAGMA wal_autocheckpoint = 0");
  const before = existsSync(log) ? readFileSync(log) : Buffer.alloc(0);
  commit("COMMIT");
  const after = readFileSync(log);
  const from = firstDifference(before, after);
  const cut = from + Math.floor((after.length - from) * share);
  const descriptor = openSync(log, "r+");
  if (cut < before.length) writeSync(descriptor, before, cut, before.length - cut, cut);
  truncateSync(log, Math.max(cut, before.length));
  die();
}

function firstDifference(before: Buffer, after: Buffer): number {
  const length = Math.min(before.length, after.length);
  for (let at = 0; at < length; at++) if (before[at] !== after[at]) return at;
  return length;
}
