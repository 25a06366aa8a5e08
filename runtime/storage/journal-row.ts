/** An event as the journal keeps it: whatever the driver folds, as JSON. */
export interface JournalEvent {
  readonly id: number;
}

/** One execution as it is recorded when it starts. Texts are JSON. */
export interface NewJournalRow {
  readonly id: number;
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly definitionHash: string;
  readonly startedMs: number;
  readonly input: string;
  /** What else belongs to the execution: the rest of its identity, version, alias, trace header. */
  readonly info: string;
}

export interface JournalRow extends NewJournalRow {
  readonly status: string;
  readonly stoppedMs: number | undefined;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly announced: boolean;
  readonly redriveCount: number;
  readonly redrivenMs: number | undefined;
  /** The last tokens that it was redriven with, as JSON: `RedriveToken[]`. */
  readonly redriveTokens: string | undefined;
}

/** A token of a redrive, and when it was first used. */
export interface RedriveToken {
  readonly token: string;
  readonly atMs: number;
}
