import type { Json } from "../../../../asl/json.ts";
import type { JournalRow } from "../../../../storage/journal-row.ts";
import type { RedriveStatus } from "../../redrive-status.ts";

/** What became of one child execution. */
export type ChildResult =
  | { readonly kind: "ended"; readonly row: JournalRow; readonly redrive: RedriveStatus }
  /** Never started, because the map run failed or was stopped before. */
  | {
      readonly kind: "pending";
      readonly input: string;
      readonly arn: string;
      readonly stateMachineArn: string;
    };

/** The execution with all that belongs to it, in AWS's members; payloads are texts. */
export function describeChild(child: ChildResult): Json {
  if (child.kind === "pending") {
    return {
      ExecutionArn: child.arn,
      Input: child.input,
      InputDetails: { Included: true },
      Name: nameOf(child.arn),
      StateMachineArn: child.stateMachineArn,
      Status: "PENDING",
    };
  }
  const { row, redrive } = child;
  return {
    ExecutionArn: row.arn,
    ...(row.error === undefined ? {} : { Error: row.error }),
    ...(row.cause === undefined ? {} : { Cause: row.cause }),
    Input: row.input,
    InputDetails: { Included: true },
    Name: row.name,
    ...(row.output === undefined ? {} : { Output: row.output, OutputDetails: { Included: true } }),
    RedriveCount: row.redriveCount,
    ...(row.redrivenMs === undefined ? {} : { RedriveDate: new Date(row.redrivenMs).toISOString() }),
    RedriveStatus: redrive.redriveStatus,
    ...(redrive.redriveStatusReason === undefined
      ? {}
      : { RedriveStatusReason: redrive.redriveStatusReason }),
    StartDate: new Date(row.startedMs).toISOString(),
    StateMachineArn: row.stateMachineArn,
    Status: row.status,
    ...(row.stoppedMs === undefined ? {} : { StopDate: new Date(row.stoppedMs).toISOString() }),
  };
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf(":") + 1);
}
