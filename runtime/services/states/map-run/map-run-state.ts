import type { ExecutionStatus } from "@aws-sdk/client-sfn";
import { redriveTokens } from "../../../driver/redrive.ts";
import type { JournalRow } from "../../../storage/journal-row.ts";
import type { Collection } from "../../../storage/store.ts";

/** A map run: what it was asked to do and how it stands. Its child executions are counted in the journal. */
export interface MapRun {
  readonly arn: string;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly status: "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";
  readonly startedMs: number;
  readonly stoppedMs?: number;
  /** 0 for as many as there may be; this and what is tolerated can be changed while it runs. */
  readonly maxConcurrency: number;
  readonly toleratedFailureCount?: number;
  readonly toleratedFailurePercentage?: number;
  readonly redriveCount: number;
  readonly redrivenMs?: number;
  /** How many child executions there are to be, and items in them. */
  readonly executions: number;
  readonly items: number;
  /** Whether a ResultWriter has written what they gave. */
  readonly resultsWritten: boolean;
}

export type MapRuns = Collection<MapRun>;

/** The token that child executions are redriven with: each once in every redrive of their map run. */
export function redriveTokenOf({
  arn,
  redriveCount,
}: Pick<MapRun, "arn" | "redriveCount">): string | undefined {
  return redriveCount === 0 ? undefined : `${arn}#${redriveCount}`;
}

/** The token of the redrive that is under way. */
export function openRedriveToken(run: MapRun): string | undefined {
  return run.status === "RUNNING" ? redriveTokenOf(run) : undefined;
}

/** The status of an execution; one that did not succeed and waits for its turn in a redrive is pending. */
export function shownStatus(row: JournalRow, mapRun: MapRun | undefined): ExecutionStatus {
  const status = row.status as ExecutionStatus;
  const token = mapRun === undefined ? undefined : openRedriveToken(mapRun);
  if (token === undefined || status === "RUNNING" || status === "SUCCEEDED") return status;
  return redriveTokens(row).at(-1)?.token === token ? status : "PENDING_REDRIVE";
}
