import { checkCopyConditions } from "./conditions.ts";
import { s3Errors } from "./errors.ts";
import type { StoredObject } from "./object-state.ts";
import { findObject, type ObjectStorage } from "./object-storage.ts";

/** Members of copies that are not emulated. */
export const UNSUPPORTED_COPY_MEMBERS: readonly string[] = [
  "CopySourceSSECustomerAlgorithm",
  "CopySourceSSECustomerKey",
  "CopySourceSSECustomerKeyMD5",
];

export interface CopySourceRequest {
  readonly CopySource?: string | undefined;
  readonly CopySourceIfMatch?: string | undefined;
  readonly CopySourceIfNoneMatch?: string | undefined;
  readonly CopySourceIfModifiedSince?: Date | undefined;
  readonly CopySourceIfUnmodifiedSince?: Date | undefined;
  readonly ExpectedSourceBucketOwner?: string | undefined;
}

/** An object that is the source of a copy, and where it is. */
export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly object: StoredObject;
}

/** Reads `[/]bucket/key[?versionId=ID]`, URL-encoded, finds the object and checks the copy's conditions. */
export function findCopySource(s3: ObjectStorage, input: CopySourceRequest): CopySource {
  const match = /^\/?([^/]+)\/(.+?)(?:\?versionId=(.+))?$/s.exec(input.CopySource ?? "");
  const [bucket, key] = [match?.[1], decode(match?.[2])];
  if (bucket === undefined || key === undefined) {
    throw s3Errors.invalidArgument("x-amz-copy-source must be SOURCE-BUCKET/SOURCE-KEY, URL-encoded.");
  }
  const VersionId = match?.[3];
  const ExpectedBucketOwner = input.ExpectedSourceBucketOwner;
  const object = findObject(s3, { Bucket: bucket, Key: key, VersionId, ExpectedBucketOwner });
  checkCopyConditions(object, input);
  return { bucket, key, object };
}

function decode(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined; // Not URL-encoded: refused by the caller like a missing key.
  }
}
