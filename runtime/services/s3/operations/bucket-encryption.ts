import type {
  DeleteBucketEncryptionRequest,
  GetBucketEncryptionOutput,
  GetBucketEncryptionRequest,
  PutBucketEncryptionRequest,
} from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import type { DefaultEncryption } from "../bucket-state.ts";
import { s3Errors } from "../errors.ts";
import { findBucket, type ObjectStorage } from "../object-storage.ts";

/** The default encryption, which every bucket has. */
export function getBucketEncryption(
  s3: ObjectStorage,
): Operation<GetBucketEncryptionRequest, GetBucketEncryptionOutput> {
  return (input) => {
    const { algorithm, keyId, bucketKeyEnabled } = findBucket(s3, input).encryption;
    const ApplyServerSideEncryptionByDefault = {
      SSEAlgorithm: algorithm,
      ...(keyId === undefined ? {} : { KMSMasterKeyID: keyId }),
    };
    const rule = { ApplyServerSideEncryptionByDefault, BucketKeyEnabled: bucketKeyEnabled ?? false };
    return { ServerSideEncryptionConfiguration: { Rules: [rule] } };
  };
}

export function putBucketEncryption(s3: ObjectStorage): Operation<PutBucketEncryptionRequest, object> {
  return (input) => {
    const bucket = findBucket(s3, input);
    s3.buckets.put(bucket.name, { ...bucket, encryption: readEncryption(input) });
    return {};
  };
}

/** Back to SSE-S3. */
export function deleteBucketEncryption(s3: ObjectStorage): Operation<DeleteBucketEncryptionRequest, object> {
  return (input) => {
    const bucket = findBucket(s3, input);
    s3.buckets.put(bucket.name, { ...bucket, encryption: { algorithm: "AES256" } });
    return {};
  };
}

function readEncryption(input: PutBucketEncryptionRequest): DefaultEncryption {
  const rules = input.ServerSideEncryptionConfiguration?.Rules ?? [];
  const [rule] = rules;
  if (rule === undefined || rules.length > 1)
    throw s3Errors.malformedXml("Exactly one encryption rule is expected.");
  refuseMembers(rule, ["BlockedEncryptionTypes"], { code: "NotImplemented", status: 501 });
  const { SSEAlgorithm: algorithm = "AES256", KMSMasterKeyID: keyId } =
    rule.ApplyServerSideEncryptionByDefault ?? {};
  if (algorithm !== "AES256" && algorithm !== "aws:kms") {
    throw s3Errors.notImplemented(`The default encryption ${algorithm} is not emulated.`);
  }
  if (algorithm === "AES256" && keyId !== undefined) {
    throw s3Errors.invalidArgument(
      "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms",
    );
  }
  return {
    algorithm,
    ...(keyId === undefined ? {} : { keyId }),
    ...(rule.BucketKeyEnabled === undefined ? {} : { bucketKeyEnabled: rule.BucketKeyEnabled }),
  };
}
