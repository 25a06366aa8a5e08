import type { JournalRedrive } from "../storage/journal.ts";
import type { JournalRow, NewJournalRow } from "../storage/journal-row.ts";

const RUNNING = {
  status: "RUNNING",
  stoppedMs: undefined,
  output: undefined,
  error: undefined,
  cause: undefined,
  announced: false,
} as const;

/** The row of an execution that starts now, as the journal will give it back. */
export function startedRow(row: NewJournalRow): JournalRow {
  return { ...row, ...RUNNING, redriveCount: 0, redrivenMs: undefined, redriveTokens: undefined };
}

/** The row of an execution that had ended and runs again. */
export function redrivenRow(row: JournalRow, { count, redrivenMs, tokens }: JournalRedrive): JournalRow {
  return { ...row, ...RUNNING, redriveCount: count, redrivenMs, redriveTokens: JSON.stringify(tokens) };
}
