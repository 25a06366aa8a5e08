import type { Collection, Store } from "../../storage/store.ts";

/** A log group. Its streams and events are in the log database, under `id`. */
export interface LogGroup {
  /** Unique over deletion and creation again, so that a new group never shows the old one's events. */
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly retentionDays: number | undefined;
  readonly kmsKeyId: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

export interface LogsState {
  /** By name. */
  readonly groups: Collection<LogGroup>;
}

export function openLogsState(store: Store): LogsState {
  return { groups: store.collection("logs.groups") };
}
