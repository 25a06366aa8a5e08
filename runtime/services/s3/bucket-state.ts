import type { ObjectOwnership, PublicAccessBlockConfiguration } from "@aws-sdk/client-s3";

/** How objects are encrypted when the request does not say. */
export interface DefaultEncryption {
  readonly algorithm: "AES256" | "aws:kms";
  readonly keyId?: string;
  readonly bucketKeyEnabled?: boolean;
}

export interface BucketState {
  readonly name: string;
  readonly createdMs: number;
  /** Absent until versioning is first configured. */
  readonly versioning?: "Enabled" | "Suspended";
  readonly encryption: DefaultEncryption;
  readonly ownership?: ObjectOwnership;
  readonly publicAccessBlock?: PublicAccessBlockConfiguration;
  readonly policy?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly lifecycle?: readonly LifecycleRuleState[];
}

/** A lifecycle rule that is applied here: expiry by age, date or version, and of uploads that were never completed. */
export interface LifecycleRuleState {
  readonly id: string;
  readonly enabled: boolean;
  /** How the prefix was sent: in the rule (older form) or in its filter. */
  readonly prefixIn: "rule" | "filter" | "and";
  readonly prefix?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly largerThanBytes?: number;
  readonly smallerThanBytes?: number;
  readonly expireAfterDays?: number;
  readonly expireAtMs?: number;
  readonly expireDeleteMarkers?: boolean;
  readonly noncurrentAfterDays?: number;
  readonly noncurrentKept?: number;
  readonly abortUploadsAfterDays?: number;
}
