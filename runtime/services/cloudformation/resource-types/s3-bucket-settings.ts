import type { Tag } from "./tags.ts";

/** The properties of `AWS::S3::Bucket` that are emulated. */
export interface BucketProperties {
  readonly BucketName?: string;
  readonly BucketEncryption?: { readonly ServerSideEncryptionConfiguration: readonly EncryptionRule[] };
  readonly PublicAccessBlockConfiguration?: Readonly<Record<string, boolean>>;
  readonly OwnershipControls?: { readonly Rules: readonly { readonly ObjectOwnership: string }[] };
  readonly VersioningConfiguration?: { readonly Status: string };
  readonly LifecycleConfiguration?: { readonly Rules: readonly LifecycleRule[] };
  readonly Tags?: readonly Tag[];
}

interface EncryptionRule {
  readonly BucketKeyEnabled?: boolean;
  readonly ServerSideEncryptionByDefault?: {
    readonly SSEAlgorithm: string;
    readonly KMSMasterKeyID?: string;
  };
}

interface LifecycleRule {
  readonly Id?: string;
  readonly Status: string;
  readonly Prefix?: string;
  readonly ExpirationInDays?: number;
  readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation: number };
  readonly NoncurrentVersionExpiration?: {
    readonly NoncurrentDays: number;
    readonly NewerNoncurrentVersions?: number;
  };
}

/** One setting of a bucket: the calls that put and remove it, and their input besides the bucket's name. */
interface BucketSetting {
  readonly put: string;
  readonly remove: string;
  readonly removeInput?: object;
  input(properties: BucketProperties): object | undefined;
}

export const bucketSettings: readonly BucketSetting[] = [
  {
    put: "PutBucketEncryption",
    remove: "DeleteBucketEncryption",
    input: ({ BucketEncryption }) =>
      BucketEncryption && { ServerSideEncryptionConfiguration: encryption(BucketEncryption) },
  },
  {
    put: "PutPublicAccessBlock",
    remove: "DeletePublicAccessBlock",
    input: ({ PublicAccessBlockConfiguration }) =>
      PublicAccessBlockConfiguration && { PublicAccessBlockConfiguration },
  },
  {
    put: "PutBucketOwnershipControls",
    remove: "DeleteBucketOwnershipControls",
    input: ({ OwnershipControls }) => OwnershipControls && { OwnershipControls },
  },
  {
    put: "PutBucketVersioning",
    // Versioning cannot be taken away again, only suspended.
    remove: "PutBucketVersioning",
    removeInput: { VersioningConfiguration: { Status: "Suspended" } },
    input: ({ VersioningConfiguration }) => VersioningConfiguration && { VersioningConfiguration },
  },
  {
    put: "PutBucketLifecycleConfiguration",
    remove: "DeleteBucketLifecycle",
    input: ({ LifecycleConfiguration }) =>
      LifecycleConfiguration && {
        LifecycleConfiguration: { Rules: LifecycleConfiguration.Rules.map(lifecycle) },
      },
  },
  {
    put: "PutBucketTagging",
    remove: "DeleteBucketTagging",
    input: ({ Tags }) => (Tags && Tags.length > 0 ? { Tagging: { TagSet: Tags } } : undefined),
  },
];

function encryption(value: NonNullable<BucketProperties["BucketEncryption"]>): object {
  const rules = value.ServerSideEncryptionConfiguration.map(
    ({ BucketKeyEnabled, ServerSideEncryptionByDefault }) => ({
      ...(BucketKeyEnabled !== undefined && { BucketKeyEnabled }),
      ...(ServerSideEncryptionByDefault && {
        ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault,
      }),
    }),
  );
  return { Rules: rules };
}

function lifecycle({ Id, Prefix = "", ExpirationInDays, ...rest }: LifecycleRule): object {
  return {
    ...(Id !== undefined && { ID: Id }),
    Filter: { Prefix },
    ...(ExpirationInDays !== undefined && { Expiration: { Days: ExpirationInDays } }),
    ...rest,
  };
}
