import type { Collection } from "../../../storage/store.ts";

/** A map run as DescribeMapRun shows it; counted anew when it is taken up after a restart. */
export interface MapRun {
  readonly arn: string;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly status: "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";
  readonly startedMs: number;
  readonly stoppedMs?: number;
  readonly maxConcurrency: number;
  readonly toleratedFailureCount: number;
  readonly toleratedFailurePercentage: number;
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly aborted: number;
}

export type MapRuns = Collection<MapRun>;
