import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
  type KMSClient,
  NotFoundException,
} from "@aws-sdk/client-kms";
import {
  BucketAlreadyOwnedByYou,
  type BucketLocationConstraint,
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from "@aws-sdk/client-s3";

const keyAlias = "alias/repave-base-images";

/** The ARN of the base images' own key; made with rotation when it is not there yet. */
export async function ensureKey(kms: KMSClient): Promise<string> {
  try {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: keyAlias }));
    return KeyMetadata?.Arn ?? keyAlias;
  } catch (error) {
    if (!(error instanceof NotFoundException)) throw error;
    return createKey(kms);
  }
}

async function createKey(kms: KMSClient): Promise<string> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: "repave base images" }));
  const { KeyId, Arn } = KeyMetadata ?? {};
  if (KeyId === undefined || Arn === undefined) throw new Error("KMS made a key without an id");
  await kms.send(new EnableKeyRotationCommand({ KeyId }));
  await kms.send(new CreateAliasCommand({ AliasName: keyAlias, TargetKeyId: KeyId }));
  return Arn;
}

export interface BucketToEnsure {
  readonly bucket: string;
  readonly keyId: string;
  readonly region: string;
}

/** A private bucket, encrypted by default under the key. */
export async function ensureBucket(s3: S3Client, { bucket, keyId, region }: BucketToEnsure): Promise<void> {
  await createBucket(s3, bucket, region);
  const rule = { SSEAlgorithm: "aws:kms", KMSMasterKeyID: keyId } as const;
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket: bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: rule, BucketKeyEnabled: true }],
      },
    }),
  );
  const closed = {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  };
  await s3.send(new PutPublicAccessBlockCommand({ Bucket: bucket, PublicAccessBlockConfiguration: closed }));
}

async function createBucket(s3: S3Client, Bucket: string, region: string): Promise<void> {
  // The first region is the one that S3 does not want to be told.
  const place =
    region === "us-east-1"
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
  try {
    await s3.send(new CreateBucketCommand({ Bucket, ...place }));
  } catch (error) {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error;
  }
}
