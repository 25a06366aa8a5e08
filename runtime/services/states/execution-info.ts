import type { KeptIdentity } from "../../driver/driver-core.ts";
import type { CallingTask } from "../../kernel/caller.ts";
import type { JournalRow } from "../../storage/journal-row.ts";

/** What is kept with an execution besides its row. */
export interface ExecutionInfo {
  readonly identity: KeptIdentity;
  readonly type: "STANDARD" | "EXPRESS";
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
  readonly revisionId?: string;
  readonly traceHeader?: string;
  readonly mapRunArn?: string;
  /** The task of another execution that started it. */
  readonly startedBy?: CallingTask;
  /** The items that a child execution of a map run was given. */
  readonly itemCount?: number;
}

export function infoOf(row: Pick<JournalRow, "info">): ExecutionInfo {
  return JSON.parse(row.info) as ExecutionInfo;
}
