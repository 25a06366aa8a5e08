import type {
  DeleteObjectTaggingRequest,
  GetObjectTaggingOutput,
  GetObjectTaggingRequest,
  PutObjectTaggingRequest,
} from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import {
  currentKey,
  findObject,
  noncurrentKey,
  type ObjectRequest,
  type ObjectStorage,
} from "../object-storage.ts";
import { checkedTags, tagSet } from "../tags.ts";
import { versionFields } from "../write-object.ts";

export function getObjectTagging(
  s3: ObjectStorage,
): Operation<GetObjectTaggingRequest, GetObjectTaggingOutput> {
  return (input) => {
    const object = findObject(s3, input);
    return { TagSet: tagSet(object.properties.tags), ...versionFields(s3, input.Bucket, object) };
  };
}

export function putObjectTagging(
  s3: ObjectStorage,
): Operation<PutObjectTaggingRequest, { VersionId?: string }> {
  return (input) => setTags(s3, input, checkedTags(input.Tagging?.TagSet ?? [], 10));
}

export function deleteObjectTagging(
  s3: ObjectStorage,
): Operation<DeleteObjectTaggingRequest, { VersionId?: string }> {
  return (input) => setTags(s3, input, {});
}

function setTags(s3: ObjectStorage, input: ObjectRequest, tags: Readonly<Record<string, string>>) {
  const object = findObject(s3, input);
  const changed = { ...object, properties: { ...object.properties, tags } };
  const bucket = input.Bucket ?? "";
  const latest = currentKey(bucket, object.key);
  if (s3.current.get(latest) === object) s3.current.put(latest, changed);
  else s3.noncurrent.put(noncurrentKey(bucket, object), changed);
  return versionFields(s3, bucket, object);
}
