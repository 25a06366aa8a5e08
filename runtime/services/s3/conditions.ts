import { s3Errors } from "./errors.ts";
import type { StoredObject } from "./object-state.ts";
import { currentKey, type ObjectStorage } from "./object-storage.ts";

export interface ReadConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

/** Conditions of a read, in RFC 9110's order: PreconditionFailed (412) or NotModified (304). */
export function checkReadConditions(object: StoredObject, conditions: ReadConditions): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  const modifiedSeconds = Math.floor(object.modifiedMs / 1000);
  const after = (date: Date) => modifiedSeconds > Math.floor(date.getTime() / 1000);
  if (IfMatch !== undefined) {
    if (!matches(object.etag, IfMatch)) throw s3Errors.preconditionFailed("If-Match");
  } else if (IfUnmodifiedSince !== undefined && after(IfUnmodifiedSince)) {
    throw s3Errors.preconditionFailed("If-Unmodified-Since");
  }
  if (IfNoneMatch !== undefined) {
    if (matches(object.etag, IfNoneMatch)) throw s3Errors.notModified();
  } else if (IfModifiedSince !== undefined && !after(IfModifiedSince)) {
    throw s3Errors.notModified();
  }
}

/** A copy's conditions are refusals, never a 304. */
export function checkCopyConditions(
  source: StoredObject,
  input: {
    readonly CopySourceIfMatch?: string | undefined;
    readonly CopySourceIfNoneMatch?: string | undefined;
    readonly CopySourceIfModifiedSince?: Date | undefined;
    readonly CopySourceIfUnmodifiedSince?: Date | undefined;
  },
): void {
  try {
    checkReadConditions(source, {
      IfMatch: input.CopySourceIfMatch,
      IfNoneMatch: input.CopySourceIfNoneMatch,
      IfModifiedSince: input.CopySourceIfModifiedSince,
      IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
    });
  } catch (error) {
    throw (error as { code?: string }).code === "NotModified"
      ? s3Errors.preconditionFailed("x-amz-copy-source")
      : error;
  }
}

/** Conditions of a write: `If-None-Match: *` wants no object, `If-Match` wants this one. */
export function checkWriteConditions(
  s3: ObjectStorage,
  {
    bucket,
    key,
    conditions,
  }: Readonly<{ bucket: string; key: string; conditions: Pick<ReadConditions, "IfMatch" | "IfNoneMatch"> }>,
): void {
  const { IfMatch, IfNoneMatch } = conditions;
  if (IfMatch === undefined && IfNoneMatch === undefined) return;
  const latest = s3.current.get(currentKey(bucket, key));
  const object = latest?.kind === "object" ? latest : undefined;
  if (IfNoneMatch !== undefined) {
    if (IfNoneMatch !== "*") throw s3Errors.notImplemented("If-None-Match of a write can only be *.");
    if (object !== undefined) throw s3Errors.preconditionFailed("If-None-Match");
  }
  if (IfMatch === undefined) return;
  if (object === undefined) throw s3Errors.noSuchKey(key);
  if (!matches(object.etag, IfMatch)) throw s3Errors.preconditionFailed("If-Match");
}

function matches(etag: string, list: string): boolean {
  const wanted = list.split(",").map((item) => item.trim().replace(/^W\//, "").replaceAll('"', ""));
  return wanted.includes("*") || wanted.includes(etag);
}
