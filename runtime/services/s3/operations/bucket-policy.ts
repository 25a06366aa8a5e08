import type {
  DeleteBucketPolicyRequest,
  GetBucketPolicyOutput,
  GetBucketPolicyRequest,
  GetBucketPolicyStatusOutput,
  GetBucketPolicyStatusRequest,
  PutBucketPolicyRequest,
} from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { checkBucketPolicy, isPublicPolicy } from "../bucket-policy.ts";
import { s3Errors } from "../errors.ts";
import { findBucket, type ObjectStorage } from "../object-storage.ts";

export function getBucketPolicy(s3: ObjectStorage): Operation<GetBucketPolicyRequest, GetBucketPolicyOutput> {
  return (input) => ({ Policy: existingPolicy(s3, input) });
}

/** Keeps a policy; a public one is refused where public policies are blocked. */
export function putBucketPolicy(s3: ObjectStorage): Operation<PutBucketPolicyRequest, object> {
  return (input) => {
    const bucket = findBucket(s3, input);
    const policy = input.Policy ?? "";
    checkBucketPolicy(policy, bucket.name);
    if (bucket.publicAccessBlock?.BlockPublicPolicy && isPublicPolicy(policy)) {
      throw s3Errors.accessDenied(
        "Public policies are blocked by the bucket's public access block (BlockPublicPolicy).",
      );
    }
    s3.buckets.put(bucket.name, { ...bucket, policy });
    return {};
  };
}

export function deleteBucketPolicy(s3: ObjectStorage): Operation<DeleteBucketPolicyRequest, object> {
  return (input) => {
    const { policy: _, ...bucket } = findBucket(s3, input);
    s3.buckets.put(bucket.name, bucket);
    return {};
  };
}

export function getBucketPolicyStatus(
  s3: ObjectStorage,
): Operation<GetBucketPolicyStatusRequest, GetBucketPolicyStatusOutput> {
  return (input) => ({ PolicyStatus: { IsPublic: isPublicPolicy(existingPolicy(s3, input)) } });
}

function existingPolicy(s3: ObjectStorage, input: GetBucketPolicyRequest): string {
  const { policy } = findBucket(s3, input);
  if (policy === undefined) throw s3Errors.notConfigured("NoSuchBucketPolicy", "bucket policy");
  return policy;
}
