import type { ListObjectVersionsOutput, ListObjectVersionsRequest } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { listKeys, pageLimit, urlEncoder } from "../key-listing.ts";
import type { ObjectVersion, StoredObject } from "../object-state.ts";
import { findBucket, findVersion, noncurrentVersions, type ObjectStorage } from "../object-storage.ts";

/** Every version and delete marker of a bucket: by key, and for each key the newest first. */
export function listObjectVersions(
  s3: ObjectStorage,
): Operation<ListObjectVersionsRequest, ListObjectVersionsOutput> {
  return (input) => {
    refuseMembers(input, ["OptionalObjectAttributes"], { code: "NotImplemented", status: 501 });
    const { name } = findBucket(s3, input);
    const encode = urlEncoder(input.EncodingType);
    const [prefix, delimiter, limit] = [input.Prefix ?? "", input.Delimiter ?? "", pageLimit(input.MaxKeys)];
    const { items, commonPrefixes, next } = listKeys<Listed>({
      items: allVersions(s3, name, prefix),
      keyOf: ({ version }) => version.key,
      isPast: pastMarker(s3, name, input),
      ...{ prefix, delimiter, limit },
    });
    const objects = items.filter((item): item is Listed<StoredObject> => item.version.kind === "object");
    return {
      ...{ Name: name, Prefix: encode(prefix), MaxKeys: limit, IsTruncated: next !== undefined },
      ...{ KeyMarker: encode(input.KeyMarker ?? ""), VersionIdMarker: input.VersionIdMarker ?? "" },
      ...(delimiter ? { Delimiter: encode(delimiter) } : {}),
      ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
      ...(next && { NextKeyMarker: encode(next.place) }),
      ...(next?.item && { NextVersionIdMarker: next.item.version.versionId }),
      CommonPrefixes: commonPrefixes.map((Prefix) => ({ Prefix: encode(Prefix) })),
      Versions: objects.map((item) => ({
        ...versionEntry(item, encode),
        ETag: `"${item.version.etag}"`,
        Size: item.version.sizeBytes,
        StorageClass: "STANDARD" as const,
      })),
      DeleteMarkers: items
        .filter(({ version }) => version.kind !== "object")
        .map((item) => versionEntry(item, encode)),
    };
  };
}

interface Listed<Version extends ObjectVersion = ObjectVersion> {
  readonly version: Version;
  readonly isLatest: boolean;
}

function* allVersions(s3: ObjectStorage, bucket: string, prefix: string): Generator<Listed> {
  for (const version of s3.current.values(`${bucket}/${prefix}`)) {
    yield { version, isLatest: true };
    for (const older of noncurrentVersions(s3, bucket, version.key))
      yield { version: older, isLatest: false };
  }
}

/** What comes before `KeyMarker`, or in the marker's key up to `VersionIdMarker`, has been shown. */
function pastMarker(s3: ObjectStorage, bucket: string, input: ListObjectVersionsRequest) {
  const { KeyMarker: key = "", VersionIdMarker: versionId } = input;
  const sequence = versionId ? findVersion(s3, { bucket, key, versionId })?.sequence : undefined;
  return (place: string, item: Listed | undefined): boolean => {
    if (key === "" || place > key) return false;
    return place !== key || item === undefined || sequence === undefined || item.version.sequence >= sequence;
  };
}

function versionEntry({ version, isLatest }: Listed, encode: (text: string) => string) {
  return {
    Key: encode(version.key),
    VersionId: version.versionId,
    IsLatest: isLatest,
    LastModified: new Date(version.modifiedMs),
  };
}
