import type { EventBus } from "../../kernel/event-bus.ts";
import type { JournalRow } from "../../storage/journal-row.ts";
import { infoOf } from "./execution-info.ts";
import type { RedriveStatus } from "./redrive-status.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html: for Standard workflows. */
export function emitStatusChange(events: EventBus, row: JournalRow, redrive: RedriveStatus): void {
  if (row.arn.includes(":express:")) return;
  const { stateMachineVersionArn, stateMachineAliasArn } = infoOf(row);
  events.emit({
    source: "aws.states",
    detailType: "Step Functions Execution Status Change",
    resources: [row.arn],
    detail: {
      executionArn: row.arn,
      stateMachineArn: row.stateMachineArn,
      name: row.name,
      status: row.status,
      startDate: row.startedMs,
      stopDate: row.stoppedMs ?? null,
      input: row.input,
      output: row.output ?? null,
      inputDetails: { included: true },
      outputDetails: row.output === undefined ? null : { included: true },
      error: row.error ?? null,
      cause: row.cause ?? null,
      redriveCount: row.redriveCount,
      redriveDate: row.redrivenMs ?? null,
      redriveStatus: redrive.redriveStatus,
      redriveStatusReason: redrive.redriveStatusReason ?? null,
      stateMachineVersionArn: stateMachineVersionArn ?? null,
      stateMachineAliasArn: stateMachineAliasArn ?? null,
    },
  });
}
