import { crc32 } from "node:zlib";
import { StorageDamagedError } from "./storage-errors.ts";

/** Kept beside a text: SQLite's own checks see a damaged page, but not a changed letter in a value. */
export function sumOf(text: string): number {
  return crc32(text);
}

/** Throws `StorageDamagedError` when a text is not what it was. Those of earlier releases have no sum. */
export function checkSum(
  text: string,
  { sum, what }: { readonly sum: unknown; readonly what: string },
): void {
  if (sum !== null && sum !== sumOf(text)) throw new StorageDamagedError(`${what} is damaged on the disk`);
}
