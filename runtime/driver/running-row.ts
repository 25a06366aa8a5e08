import type { JournalEnd, JournalRedrive } from "../storage/journal.ts";
import type { JournalRow, NewJournalRow } from "../storage/journal-row.ts";

/** The row of an execution that starts now, as the journal will give it back. Written out: a row is made for each start. */
export function startedRow(row: NewJournalRow): JournalRow {
  return {
    id: row.id,
    arn: row.arn,
    name: row.name,
    stateMachineArn: row.stateMachineArn,
    definitionHash: row.definitionHash,
    startedMs: row.startedMs,
    input: row.input,
    info: row.info,
    status: "RUNNING",
    stoppedMs: undefined,
    output: undefined,
    error: undefined,
    cause: undefined,
    announced: false,
    redriveCount: 0,
    redrivenMs: undefined,
    redriveTokens: undefined,
  };
}

/** The row of an execution that has ended. */
export function endedRow(
  row: JournalRow,
  { status, stoppedMs, output, error, cause }: JournalEnd,
): JournalRow {
  return { ...row, status, stoppedMs, output, error, cause };
}

/** The row of an execution that had ended and runs again. */
export function redrivenRow(row: JournalRow, { count, redrivenMs, tokens }: JournalRedrive): JournalRow {
  return { ...startedRow(row), redriveCount: count, redrivenMs, redriveTokens: JSON.stringify(tokens) };
}
