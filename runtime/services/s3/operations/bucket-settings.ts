import type {
  DeleteBucketOwnershipControlsRequest,
  DeletePublicAccessBlockRequest,
  GetBucketOwnershipControlsOutput,
  GetBucketOwnershipControlsRequest,
  GetBucketVersioningOutput,
  GetBucketVersioningRequest,
  GetPublicAccessBlockOutput,
  GetPublicAccessBlockRequest,
  PutBucketOwnershipControlsRequest,
  PutBucketVersioningRequest,
  PutPublicAccessBlockRequest,
} from "@aws-sdk/client-s3";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { s3Errors } from "../errors.ts";
import { findBucket, type ObjectStorage } from "../object-storage.ts";

const OWNERSHIPS: readonly string[] = ["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"];

export function getBucketVersioning(
  s3: ObjectStorage,
): Operation<GetBucketVersioningRequest, GetBucketVersioningOutput> {
  return (input) => {
    const { versioning } = findBucket(s3, input);
    return versioning === undefined ? {} : { Status: versioning };
  };
}

/** Once configured, versioning can be suspended but not taken away. */
export function putBucketVersioning(s3: ObjectStorage): Operation<PutBucketVersioningRequest, object> {
  return (input) => {
    const bucket = findBucket(s3, input);
    refuseMembers(input, ["MFA"], { code: "NotImplemented", status: 501 });
    if (input.VersioningConfiguration?.MFADelete === "Enabled") {
      throw s3Errors.notImplemented("MFADelete is not emulated.");
    }
    const versioning = input.VersioningConfiguration?.Status;
    if (versioning !== "Enabled" && versioning !== "Suspended") {
      throw s3Errors.malformedXml("Status must be Enabled or Suspended.");
    }
    s3.buckets.put(bucket.name, { ...bucket, versioning });
    return {};
  };
}

export function getPublicAccessBlock(
  s3: ObjectStorage,
): Operation<GetPublicAccessBlockRequest, GetPublicAccessBlockOutput> {
  return (input) => {
    const { publicAccessBlock } = findBucket(s3, input);
    if (publicAccessBlock === undefined) {
      throw s3Errors.notConfigured(
        "NoSuchPublicAccessBlockConfiguration",
        "public access block configuration",
      );
    }
    return { PublicAccessBlockConfiguration: publicAccessBlock };
  };
}

export function putPublicAccessBlock(s3: ObjectStorage): Operation<PutPublicAccessBlockRequest, object> {
  return (input) => {
    const bucket = findBucket(s3, input);
    const { BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets } =
      input.PublicAccessBlockConfiguration ?? {};
    const publicAccessBlock = {
      BlockPublicAcls: BlockPublicAcls ?? false,
      IgnorePublicAcls: IgnorePublicAcls ?? false,
      BlockPublicPolicy: BlockPublicPolicy ?? false,
      RestrictPublicBuckets: RestrictPublicBuckets ?? false,
    };
    s3.buckets.put(bucket.name, { ...bucket, publicAccessBlock });
    return {};
  };
}

export function deletePublicAccessBlock(
  s3: ObjectStorage,
): Operation<DeletePublicAccessBlockRequest, object> {
  return (input) => {
    const { publicAccessBlock: _, ...bucket } = findBucket(s3, input);
    s3.buckets.put(bucket.name, bucket);
    return {};
  };
}

export function getBucketOwnershipControls(
  s3: ObjectStorage,
): Operation<GetBucketOwnershipControlsRequest, GetBucketOwnershipControlsOutput> {
  return (input) => {
    const { ownership } = findBucket(s3, input);
    if (ownership === undefined) {
      throw s3Errors.notConfigured("OwnershipControlsNotFoundError", "bucket ownership controls");
    }
    return { OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] } };
  };
}

/** DIVERGES: kept and shown, but objects have no ACLs under any of them. */
export function putBucketOwnershipControls(
  s3: ObjectStorage,
): Operation<PutBucketOwnershipControlsRequest, object> {
  return (input) => {
    const bucket = findBucket(s3, input);
    const ownership = input.OwnershipControls?.Rules?.[0]?.ObjectOwnership;
    if (ownership === undefined || !OWNERSHIPS.includes(ownership)) {
      throw s3Errors.malformedXml(`ObjectOwnership must be one of ${OWNERSHIPS.join(", ")}.`);
    }
    s3.buckets.put(bucket.name, { ...bucket, ownership });
    return {};
  };
}

export function deleteBucketOwnershipControls(
  s3: ObjectStorage,
): Operation<DeleteBucketOwnershipControlsRequest, object> {
  return (input) => {
    const { ownership: _, ...bucket } = findBucket(s3, input);
    s3.buckets.put(bucket.name, bucket);
    return {};
  };
}
