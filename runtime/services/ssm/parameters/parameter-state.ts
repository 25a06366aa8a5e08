import type { ParameterTier, ParameterType } from "@aws-sdk/client-ssm";

/** A SecureString on disk: sealed by KMS itself (standard tier), or under a KMS data key (advanced tier). */
export type SecureValue =
  | { readonly kind: "direct"; readonly ciphertext: string }
  | { readonly kind: "envelope"; readonly dataKey: string; readonly sealed: string };

export type StoredValue = { readonly kind: "plain"; readonly text: string } | SecureValue;

/** What all versions of a parameter share. */
export interface ParameterState {
  readonly name: string;
  readonly type: ParameterType;
  readonly dataType: string;
  readonly tier: ParameterTier;
  readonly latestVersion: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ParameterVersion {
  readonly version: number;
  readonly value: StoredValue;
  readonly tier: ParameterTier;
  readonly keyId?: string;
  readonly description?: string;
  readonly allowedPattern?: string;
  readonly modifiedMs: number;
  readonly modifiedBy: string;
  readonly labels: readonly string[];
}
