import type { SSEDescription, TableDescription } from "@aws-sdk/client-dynamodb";
import type { Collection } from "../../storage/store.ts";

/** What a table has besides what dynalite keeps. */
export interface TableSettings {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** ARN of the KMS key; undefined with AWS owned keys. */
  readonly kmsKeyArn: string | undefined;
  readonly deletionProtection: boolean;
  readonly pointInTimeRecovery: boolean;
  readonly pointInTimeRecoverySinceMs: number | undefined;
  readonly timeToLiveAttribute: string | undefined;
}

export type TableSettingsCollection = Collection<TableSettings>;

export function newTableSettings(name: string): TableSettings {
  return {
    name,
    tags: {},
    kmsKeyArn: undefined,
    deletionProtection: false,
    pointInTimeRecovery: false,
    pointInTimeRecoverySinceMs: undefined,
    timeToLiveAttribute: undefined,
  };
}

/** Completes dynalite's description of a table. */
export function withSettings(table: TableDescription, settings: TableSettings): TableDescription {
  const sse: SSEDescription | undefined =
    settings.kmsKeyArn === undefined
      ? undefined
      : { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: settings.kmsKeyArn };
  return {
    ...table,
    DeletionProtectionEnabled: settings.deletionProtection,
    ...(sse && { SSEDescription: sse }),
  };
}
