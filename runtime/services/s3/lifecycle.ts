import type { BucketState, LifecycleRuleState } from "./bucket-state.ts";
import type { ObjectVersion } from "./object-state.ts";
import { blobsOf, noncurrentVersions, type ObjectStorage, removeUpload } from "./object-storage.ts";
import { addDeleteMarker, removeVersion } from "./versions.ts";

const DAY_MS = 86_400_000;
const SWEEP_INTERVAL_MS = 3_600_000;

/** Applies all lifecycle rules now and every hour. Returns a function that stops it. */
export function startLifecycle(s3: ObjectStorage): () => void {
  let cancel = () => {};
  const sweep = (): void => {
    for (const bucket of [...s3.buckets.values()]) applyRules(s3, bucket);
    cancel = s3.runtime.clock.after(SWEEP_INTERVAL_MS, sweep);
  };
  sweep();
  return () => cancel();
}

function applyRules(s3: ObjectStorage, bucket: BucketState): void {
  for (const rule of bucket.lifecycle ?? []) {
    if (!rule.enabled) continue;
    const latest = [...s3.current.values(`${bucket.name}/${rule.prefix ?? ""}`)];
    for (const version of latest) expireLatest(s3, { bucket, rule, version });
    for (const { key } of latest) expireNoncurrent(s3, { bucket, rule, key });
    abortUploads(s3, bucket, rule);
  }
}

function expireLatest(
  s3: ObjectStorage,
  {
    bucket,
    rule,
    version,
  }: Readonly<{ bucket: BucketState; rule: LifecycleRuleState; version: ObjectVersion }>,
): void {
  const { key, versionId } = version;
  const name = { bucket: bucket.name, key, versionId };
  if (version.kind === "delete-marker") {
    const alone = noncurrentVersions(s3, bucket.name, key).length === 0;
    if (rule.expireDeleteMarkers && alone) removeVersion(s3, name);
    return;
  }
  const now = s3.runtime.clock.now();
  const tooOld =
    rule.expireAfterDays !== undefined && now >= expiryOf(version.modifiedMs, rule.expireAfterDays);
  const dateReached = rule.expireAtMs !== undefined && now >= rule.expireAtMs;
  if (!(tooOld || dateReached) || !inScope(rule, version)) return;
  if (bucket.versioning === undefined) removeVersion(s3, name);
  else addDeleteMarker(s3, bucket, key);
}

/** A version is noncurrent since its successor was written. */
function expireNoncurrent(
  s3: ObjectStorage,
  { bucket, rule, key }: Readonly<{ bucket: BucketState; rule: LifecycleRuleState; key: string }>,
): void {
  if (rule.noncurrentAfterDays === undefined) return;
  const older = noncurrentVersions(s3, bucket.name, key);
  const latest = s3.current.get(`${bucket.name}/${key}`);
  const expired = older.filter((version, index) => {
    const sinceMs = (index === 0 ? latest : older[index - 1])?.modifiedMs ?? version.modifiedMs;
    const due = s3.runtime.clock.now() >= expiryOf(sinceMs, rule.noncurrentAfterDays ?? 0);
    return due && index >= (rule.noncurrentKept ?? 0) && inScope(rule, version);
  });
  for (const { versionId } of expired) removeVersion(s3, { bucket: bucket.name, key, versionId });
}

function abortUploads(s3: ObjectStorage, bucket: BucketState, rule: LifecycleRuleState): void {
  if (rule.abortUploadsAfterDays === undefined) return;
  for (const upload of [...s3.uploads.values()]) {
    if (upload.bucket !== bucket.name || !upload.key.startsWith(rule.prefix ?? "")) continue;
    const due = s3.runtime.clock.now() >= expiryOf(upload.initiatedMs, rule.abortUploadsAfterDays);
    if (due) removeUpload(s3, upload.uploadId);
  }
}

/** As on AWS: the days are added, and the time is rounded up to the next midnight in UTC. */
function expiryOf(sinceMs: number, days: number): number {
  return Math.ceil((sinceMs + days * DAY_MS) / DAY_MS) * DAY_MS;
}

function inScope(rule: LifecycleRuleState, version: ObjectVersion): boolean {
  if (version.kind !== "object") return true;
  const size = blobsOf(version).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const tagged = Object.entries(rule.tags ?? {}).every(
    ([key, value]) => version.properties.tags[key] === value,
  );
  return (
    tagged &&
    size > (rule.largerThanBytes ?? -1) &&
    size < (rule.smallerThanBytes ?? Number.POSITIVE_INFINITY)
  );
}
