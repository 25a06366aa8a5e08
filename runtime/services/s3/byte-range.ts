import type { ByteSpan } from "./blob-store.ts";
import { s3Errors } from "./errors.ts";
import type { StoredObject } from "./object-state.ts";

/** What of an object is asked for; `partial` when the answer is a 206. */
export interface RequestedSpan extends ByteSpan {
  readonly partial: boolean;
}

/** Reads `Range` (one range of bytes; anything else asks for everything) or `PartNumber`. Throws InvalidRange. */
export function requestedSpan(
  object: StoredObject,
  { Range, PartNumber }: Readonly<{ Range?: string | undefined; PartNumber?: number | undefined }>,
): RequestedSpan {
  if (Range !== undefined && PartNumber !== undefined) {
    throw s3Errors.invalidRequest("Cannot specify both Range header and partNumber query parameter");
  }
  if (PartNumber !== undefined) return partSpan(object, PartNumber);
  const whole = { start: 0, end: object.sizeBytes, partial: false };
  const match = /^bytes=(\d*)-(\d*)$/.exec(Range ?? "");
  if (match === null || (match[1] === "" && match[2] === "")) return whole;
  const span = rangeSpan(match, object.sizeBytes);
  if (span.start >= object.sizeBytes || span.end <= span.start) throw s3Errors.invalidRange(object.sizeBytes);
  return { ...span, partial: true };
}

function rangeSpan([, first = "", last = ""]: RegExpExecArray, size: number): ByteSpan {
  if (first === "") return { start: Math.max(0, size - Number(last)), end: Number(last) === 0 ? 0 : size };
  return { start: Number(first), end: last === "" ? size : Math.min(size, Number(last) + 1) };
}

function partSpan(object: StoredObject, partNumber: number): RequestedSpan {
  const sizes = object.multipart ? object.blobs.map(({ sizeBytes }) => sizeBytes) : [object.sizeBytes];
  const size = sizes[partNumber - 1];
  if (size === undefined) throw s3Errors.invalidRange(object.sizeBytes);
  const start = sizes.slice(0, partNumber - 1).reduce((sum, each) => sum + each, 0);
  return { start, end: start + size, partial: true };
}
