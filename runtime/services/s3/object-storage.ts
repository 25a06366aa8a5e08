import type { Runtime } from "../../kernel/service.ts";
import type { Collection } from "../../storage/store.ts";
import { type BlobStore, openBlobStore } from "./blob-store.ts";
import type { BucketState } from "./bucket-state.ts";
import { s3Errors } from "./errors.ts";
import type { BlobReference, ObjectVersion, PartState, StoredObject, UploadState } from "./object-state.ts";

/** What the operations of S3 share. */
export interface ObjectStorage {
  readonly runtime: Runtime;
  readonly buckets: Collection<BucketState>;
  /** The latest version of each key, by `BUCKET/KEY`. */
  readonly current: Collection<ObjectVersion>;
  /** Older versions, by `BUCKET/KEY\0` and a number that makes the newest come first. */
  readonly noncurrent: Collection<ObjectVersion>;
  readonly uploads: Collection<UploadState>;
  /** By `UPLOAD/PART`, the part in five digits. */
  readonly parts: Collection<PartState>;
  readonly blobs: BlobStore;
}

export function openObjectStorage(runtime: Runtime): ObjectStorage {
  const current = runtime.store.collection<ObjectVersion>("s3.objects");
  const noncurrent = runtime.store.collection<ObjectVersion>("s3.noncurrent-objects");
  const parts = runtime.store.collection<PartState>("s3.parts");
  const known = new Set<string>();
  const remember = (blobs: readonly BlobReference[]) => {
    for (const { file } of blobs) if (file !== undefined) known.add(file);
  };
  for (const version of [...current.values(), ...noncurrent.values()]) remember(blobsOf(version));
  for (const part of parts.values()) remember([part.blob]);
  return {
    runtime,
    buckets: runtime.store.collection("s3.buckets"),
    current,
    noncurrent,
    uploads: runtime.store.collection("s3.uploads"),
    parts,
    blobs: openBlobStore(runtime, known),
  };
}

export function blobsOf(version: ObjectVersion): readonly BlobReference[] {
  return version.kind === "object" ? version.blobs : [];
}

export interface BucketRequest {
  readonly Bucket?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** The bucket of a request. Throws NoSuchBucket, or AccessDenied when another owner is expected. */
export function findBucket(
  s3: ObjectStorage,
  { Bucket = "", ExpectedBucketOwner }: BucketRequest,
): BucketState {
  const bucket = s3.buckets.get(Bucket);
  if (bucket === undefined) throw s3Errors.noSuchBucket(Bucket);
  if ((ExpectedBucketOwner ?? s3.runtime.accountId) !== s3.runtime.accountId) throw s3Errors.accessDenied();
  return bucket;
}

export interface ObjectRequest extends BucketRequest {
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
}

/** The object of a request. Throws NoSuchKey, NoSuchVersion, or MethodNotAllowed for a delete marker by its id. */
export function findObject(s3: ObjectStorage, request: ObjectRequest): StoredObject {
  const bucket = findBucket(s3, request);
  const key = request.Key ?? "";
  const latest = s3.current.get(currentKey(bucket.name, key));
  if (request.VersionId === undefined) {
    if (latest?.kind !== "object") throw s3Errors.noSuchKey(key);
    return latest;
  }
  const version = findVersion(s3, { bucket: bucket.name, key, versionId: request.VersionId });
  if (version === undefined) throw s3Errors.noSuchVersion(key, request.VersionId);
  if (version.kind !== "object") throw s3Errors.methodNotAllowed();
  return version;
}

export interface VersionName {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
}

export function findVersion(
  s3: ObjectStorage,
  { bucket, key, versionId }: VersionName,
): ObjectVersion | undefined {
  const latest = s3.current.get(currentKey(bucket, key));
  if (latest?.versionId === versionId) return latest;
  return noncurrentVersions(s3, bucket, key).find((version) => version.versionId === versionId);
}

/** The older versions of a key, newest first. */
export function noncurrentVersions(s3: ObjectStorage, bucket: string, key: string): ObjectVersion[] {
  return s3.noncurrent.size === 0 ? [] : [...s3.noncurrent.values(`${bucket}/${key}\0`)];
}

export function currentKey(bucket: string, key: string): string {
  return `${bucket}/${key}`;
}

export function noncurrentKey(bucket: string, version: ObjectVersion): string {
  const newestFirst = String(Number.MAX_SAFE_INTEGER - version.sequence).padStart(16, "0");
  return `${bucket}/${version.key}\0${newestFirst}`;
}

/** The upload of a request. Throws NoSuchUpload, also for another bucket's or key's. */
export function findUpload(
  s3: ObjectStorage,
  request: ObjectRequest & { readonly UploadId?: string | undefined },
): UploadState {
  const bucket = findBucket(s3, request);
  const upload = s3.uploads.get(request.UploadId ?? "");
  if (upload?.bucket !== bucket.name || upload.key !== request.Key)
    throw s3Errors.noSuchUpload(request.UploadId ?? "");
  return upload;
}

export function partKey(uploadId: string, partNumber: number): string {
  return `${uploadId}/${String(partNumber).padStart(5, "0")}`;
}

/** Forgets an upload and its parts; the blobs of those that are not in `kept` are removed. */
export function removeUpload(s3: ObjectStorage, uploadId: string, kept: readonly BlobReference[] = []): void {
  const parts = [...s3.parts.values(`${uploadId}/`)];
  for (const { partNumber } of parts) s3.parts.delete(partKey(uploadId, partNumber));
  s3.uploads.delete(uploadId);
  s3.blobs.discard(parts.map(({ blob }) => blob).filter((blob) => !kept.includes(blob)));
}
