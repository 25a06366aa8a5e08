import type {
  DeleteBucketTaggingRequest,
  GetBucketTaggingOutput,
  GetBucketTaggingRequest,
  PutBucketTaggingRequest,
} from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { s3Errors } from "../errors.ts";
import { findBucket, type ObjectStorage } from "../object-storage.ts";
import { checkedTags, tagSet } from "../tags.ts";

export function getBucketTagging(
  s3: ObjectStorage,
): Operation<GetBucketTaggingRequest, GetBucketTaggingOutput> {
  return (input) => {
    const { tags } = findBucket(s3, input);
    if (tags === undefined) throw s3Errors.notConfigured("NoSuchTagSet", "TagSet");
    return { TagSet: tagSet(tags) };
  };
}

export function putBucketTagging(s3: ObjectStorage): Operation<PutBucketTaggingRequest, object> {
  return (input) => {
    const bucket = findBucket(s3, input);
    s3.buckets.put(bucket.name, { ...bucket, tags: checkedTags(input.Tagging?.TagSet ?? [], 50) });
    return {};
  };
}

export function deleteBucketTagging(s3: ObjectStorage): Operation<DeleteBucketTaggingRequest, object> {
  return (input) => {
    const { tags: _, ...bucket } = findBucket(s3, input);
    s3.buckets.put(bucket.name, bucket);
    return {};
  };
}
