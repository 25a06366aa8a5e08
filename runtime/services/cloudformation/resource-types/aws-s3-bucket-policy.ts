import { removeIfPresent } from "./idempotency.ts";
import type { ResourceContext, ResourceType } from "./resource-type.ts";

interface Properties {
  readonly Bucket: string;
  readonly PolicyDocument: object;
}

/** `AWS::S3::BucketPolicy`. */
export const s3BucketPolicy: ResourceType<Properties> = {
  properties: { Bucket: true, PolicyDocument: true },
  required: ["Bucket", "PolicyDocument"],
  replacement: ["Bucket"],
  attributes: [],
  async create(properties, context) {
    await putPolicy(properties, context);
    return { physicalId: properties.Bucket, attributes: {} };
  },
  async update(change, context) {
    await putPolicy(change.properties, context);
    return change;
  },
  async remove({ properties: { Bucket } }, context) {
    const gone = ["NoSuchBucket", "NoSuchBucketPolicy"];
    await removeIfPresent(gone, () => context.call("s3", "DeleteBucketPolicy", { Bucket }));
  },
};

async function putPolicy({ Bucket, PolicyDocument }: Properties, context: ResourceContext): Promise<void> {
  const Policy = JSON.stringify({ Version: "2012-10-17", ...PolicyDocument });
  await context.call("s3", "PutBucketPolicy", { Bucket, Policy });
}
