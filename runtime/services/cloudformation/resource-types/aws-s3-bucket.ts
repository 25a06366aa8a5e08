import { isDeepStrictEqual } from "node:util";
import { createOnce, removeIfPresent } from "./idempotency.ts";
import type { PropertyShape, ResourceContext, ResourceType } from "./resource-type.ts";
import { type BucketProperties, bucketSettings } from "./s3-bucket-settings.ts";

const PROPERTIES: PropertyShape = {
  BucketName: true,
  BucketEncryption: {
    ServerSideEncryptionConfiguration: {
      BucketKeyEnabled: true,
      ServerSideEncryptionByDefault: { SSEAlgorithm: true, KMSMasterKeyID: true },
    },
  },
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  },
  OwnershipControls: { Rules: { ObjectOwnership: true } },
  VersioningConfiguration: { Status: true },
  LifecycleConfiguration: {
    Rules: {
      Id: true,
      Status: true,
      Prefix: true,
      ExpirationInDays: true,
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: true },
      NoncurrentVersionExpiration: { NoncurrentDays: true, NewerNoncurrentVersions: true },
    },
  },
  Tags: true,
};

/** `AWS::S3::Bucket`. Every setting is one call of its own; a change calls those whose setting changed. */
export const s3Bucket: ResourceType<BucketProperties> = {
  properties: PROPERTIES,
  required: [],
  replacement: ["BucketName"],
  attributes: ["Arn", "DomainName", "RegionalDomainName"],
  tags: "list",
  async create(properties, context) {
    const Bucket = (properties.BucketName ?? context.generatedName(63)).toLowerCase();
    await createOnce(context, ["BucketAlreadyOwnedByYou"], () =>
      context.call("s3", "CreateBucket", { Bucket }),
    );
    await applySettings(Bucket, { properties, previous: {} }, context);
    const attributes = {
      Arn: `arn:aws:s3:::${Bucket}`,
      DomainName: `${Bucket}.s3.amazonaws.com`,
      RegionalDomainName: `${Bucket}.s3.${context.region}.amazonaws.com`,
    };
    return { physicalId: Bucket, attributes };
  },
  async update(change, context) {
    await applySettings(change.physicalId, change, context);
    return change;
  },
  async remove({ physicalId: Bucket }, context) {
    await removeIfPresent(["NoSuchBucket"], () => context.call("s3", "DeleteBucket", { Bucket }));
  },
};

async function applySettings(
  Bucket: string,
  change: Readonly<{ properties: BucketProperties; previous: BucketProperties }>,
  context: ResourceContext,
): Promise<void> {
  for (const setting of bucketSettings) {
    const now = setting.input(change.properties);
    if (isDeepStrictEqual(now, setting.input(change.previous))) continue;
    if (now === undefined) await context.call("s3", setting.remove, { Bucket, ...setting.removeInput });
    else await context.call("s3", setting.put, { Bucket, ...now });
  }
}
