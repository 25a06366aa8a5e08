import type { SealedText } from "../../storage/envelope.ts";
import type { Collection, Store } from "../../storage/store.ts";

/** One version of a secret's value; its value lies apart, sealed. */
export interface SecretVersion {
  readonly id: string;
  readonly stages: readonly string[];
  readonly createdMs: number;
  readonly accessedMs?: number;
  /** The key that sealed it, as it was named. */
  readonly keyId: string;
}

/** A secret without its values, by name. */
export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  /** As it was given; undefined for the account's `alias/aws/secretsmanager`. */
  readonly keyId?: string;
  readonly createdMs: number;
  readonly changedMs: number;
  readonly accessedMs?: number;
  /** When its deletion was asked for, and when it goes for good. */
  readonly deletion?: { readonly requestedMs: number; readonly dueMs: number };
  readonly tags: Readonly<Record<string, string>>;
  readonly versions: readonly SecretVersion[];
}

export interface SecretsState {
  readonly secrets: Collection<Secret>;
  /** By `NAME/VERSION ID`. */
  readonly values: Collection<SealedText>;
}

export function openSecretsState(store: Store): SecretsState {
  return {
    secrets: store.collection("secretsmanager.secrets"),
    values: store.collection("secretsmanager.values"),
  };
}
