import type { EventBus } from "../../kernel/event-bus.ts";
import type { JournalRow } from "../../storage/journal-row.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html: for Standard workflows. */
export function emitStatusChange(events: EventBus, row: JournalRow): void {
  if (row.arn.includes(":express:")) return;
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
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: row.status === "SUCCEEDED" || row.status === "RUNNING" ? "NOT_REDRIVABLE" : "REDRIVABLE",
      redriveStatusReason:
        row.status === "SUCCEEDED" || row.status === "RUNNING"
          ? `Execution is ${row.status} and cannot be redriven`
          : null,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
    },
  });
}
