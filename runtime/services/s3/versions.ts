import { randomBytes } from "node:crypto";
import type { BucketState } from "./bucket-state.ts";
import type { DeleteMarker, ObjectVersion, StoredObject } from "./object-state.ts";
import {
  blobsOf,
  currentKey,
  findVersion,
  noncurrentKey,
  noncurrentVersions,
  type ObjectStorage,
  type VersionName,
} from "./object-storage.ts";

const SEQUENCES_PER_MS = 512;

/** An object that has everything but its place among the versions. */
export type NewObject = Omit<StoredObject, "kind" | "versionId" | "sequence" | "modifiedMs">;

/** Makes an object the latest version of its key, as the bucket's versioning has it. */
export function addObject(s3: ObjectStorage, bucket: BucketState, object: NewObject): StoredObject {
  const version: StoredObject = { ...object, ...placeOf(s3, bucket, object.key), kind: "object" };
  placeLatest(s3, bucket, version);
  return version;
}

/** Hides a key behind a delete marker. */
export function addDeleteMarker(s3: ObjectStorage, bucket: BucketState, key: string): DeleteMarker {
  const marker: DeleteMarker = { key, ...placeOf(s3, bucket, key), kind: "delete-marker" };
  placeLatest(s3, bucket, marker);
  return marker;
}

/** Removes one version for good; the newest older one becomes the latest. Returns what was removed, if it was there. */
export function removeVersion(s3: ObjectStorage, name: VersionName): ObjectVersion | undefined {
  const version = findVersion(s3, name);
  if (version === undefined) return undefined;
  const place = currentKey(name.bucket, name.key);
  if (s3.current.get(place) === version) promoteNewest(s3, name);
  else s3.noncurrent.delete(noncurrentKey(name.bucket, version));
  s3.blobs.discard(blobsOf(version));
  return version;
}

function promoteNewest(s3: ObjectStorage, { bucket, key }: VersionName): void {
  const [newest] = noncurrentVersions(s3, bucket, key);
  if (newest === undefined) return void s3.current.delete(currentKey(bucket, key));
  s3.noncurrent.delete(noncurrentKey(bucket, newest));
  s3.current.put(currentKey(bucket, key), newest);
}

function placeLatest(s3: ObjectStorage, bucket: BucketState, version: ObjectVersion): void {
  const place = currentKey(bucket.name, version.key);
  const before = s3.current.get(place);
  s3.current.put(place, version);
  if (before === undefined) return;
  if (before.versionId === version.versionId) {
    s3.blobs.discard(blobsOf(before));
    return;
  }
  if (version.versionId === "null") replaceOlderNullVersion(s3, bucket.name, version.key);
  s3.noncurrent.put(noncurrentKey(bucket.name, before), before);
}

/** With versioning suspended there is at most one `null` version: a new one takes the older one's place. */
function replaceOlderNullVersion(s3: ObjectStorage, bucket: string, key: string): void {
  const older = noncurrentVersions(s3, bucket, key).find(({ versionId }) => versionId === "null");
  if (older === undefined) return;
  s3.noncurrent.delete(noncurrentKey(bucket, older));
  s3.blobs.discard(blobsOf(older));
}

function placeOf(s3: ObjectStorage, bucket: BucketState, key: string) {
  const modifiedMs = s3.runtime.clock.now();
  const before = s3.current.get(currentKey(bucket.name, key))?.sequence ?? 0;
  return {
    modifiedMs,
    sequence: Math.max(before + 1, modifiedMs * SEQUENCES_PER_MS),
    versionId: bucket.versioning === "Enabled" ? randomBytes(24).toString("base64url") : "null",
  };
}
