import type { GrantConstraints, GrantOperation, RotationType } from "@aws-sdk/client-kms";

/** One generation of a key's material. The bytes are wrapped by the machine's key. */
export interface KeyMaterial {
  /** 64 hex digits, as AWS's KeyMaterialId. */
  readonly id: string;
  /** Base64 of `iv | ciphertext | tag`. */
  readonly wrapped: string;
  readonly createdMs: number;
  /** Absent for the first generation. */
  readonly rotationType?: RotationType;
}

/** Automatic rotation, when it is switched on. */
export interface RotationSchedule {
  readonly periodDays: number;
  readonly nextMs: number;
}

/** A symmetric KMS key. The last material encrypts, all of them decrypt. */
export interface KeyState {
  readonly id: string;
  readonly arn: string;
  readonly manager: "CUSTOMER" | "AWS";
  readonly description: string;
  readonly state: "Enabled" | "Disabled" | "PendingDeletion";
  readonly createdMs: number;
  readonly deletionMs?: number;
  readonly policy: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly materials: readonly KeyMaterial[];
  readonly rotation?: RotationSchedule;
}

/** `alias/NAME` → key. */
export interface AliasState {
  readonly name: string;
  readonly keyId: string;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface GrantState {
  readonly id: string;
  readonly token: string;
  readonly keyId: string;
  readonly name?: string;
  readonly granteePrincipal: string;
  readonly retiringPrincipal?: string;
  readonly operations: readonly GrantOperation[];
  readonly constraints?: GrantConstraints;
  readonly createdMs: number;
}
