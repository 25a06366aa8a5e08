import type {
  DeleteBucketLifecycleRequest,
  GetBucketLifecycleConfigurationOutput,
  GetBucketLifecycleConfigurationRequest,
  PutBucketLifecycleConfigurationRequest,
} from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { s3Errors } from "../errors.ts";
import { readLifecycleRule, showLifecycleRule } from "../lifecycle-rules.ts";
import { findBucket, type ObjectStorage } from "../object-storage.ts";

export function getBucketLifecycleConfiguration(
  s3: ObjectStorage,
): Operation<GetBucketLifecycleConfigurationRequest, GetBucketLifecycleConfigurationOutput> {
  return (input) => {
    const { lifecycle } = findBucket(s3, input);
    if (lifecycle === undefined) {
      throw s3Errors.notConfigured("NoSuchLifecycleConfiguration", "lifecycle configuration");
    }
    return { Rules: lifecycle.map(showLifecycleRule) };
  };
}

export function putBucketLifecycleConfiguration(
  s3: ObjectStorage,
): Operation<PutBucketLifecycleConfigurationRequest, object> {
  return (input) => {
    const bucket = findBucket(s3, input);
    const rules = input.LifecycleConfiguration?.Rules ?? [];
    if (rules.length < 1 || rules.length > 1000) throw s3Errors.malformedXml("1 to 1000 rules are expected.");
    const lifecycle = rules.map(readLifecycleRule);
    if (new Set(lifecycle.map(({ id }) => id)).size < rules.length) {
      throw s3Errors.invalidArgument("Rule ID must be unique. Found same ID for more than one rule");
    }
    s3.buckets.put(bucket.name, { ...bucket, lifecycle });
    return {};
  };
}

export function deleteBucketLifecycle(s3: ObjectStorage): Operation<DeleteBucketLifecycleRequest, object> {
  return (input) => {
    const { lifecycle: _, ...bucket } = findBucket(s3, input);
    s3.buckets.put(bucket.name, bucket);
    return {};
  };
}
