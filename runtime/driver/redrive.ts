import type { JournalRow, RedriveToken } from "../storage/journal-row.ts";
import { announce, type DriverCore, foldExecution, track } from "./driver-core.ts";
import { perform } from "./perform.ts";
import { redrivenRow } from "./running-row.ts";

export interface RedriveRequest {
  /** Kept with the execution, so that the same request is known again. */
  readonly token: string;
  /** Express workflows start again from their first state. */
  readonly fromStart: boolean;
}

const MOST_TOKENS = 10;

/** Folds the stream of an execution that ended without success, and goes on with what had not ended in it. */
export function redrive(
  core: DriverCore,
  row: JournalRow,
  { token, fromStart }: RedriveRequest,
): { readonly redrivenMs: number } {
  const nowMs = core.clock.now();
  const tokens = [...redriveTokens(row), { token, atMs: nowMs }].slice(-MOST_TOKENS);
  const change = { count: row.redriveCount + 1, redrivenMs: nowMs, tokens };
  const redriven = redrivenRow(row, change);
  const live = foldExecution(core, redriven);
  if (live.state.unfinished === undefined)
    throw new Error(`${row.arn} cannot be redriven: it is ${row.status}`);
  track(core, live);
  core.journal.afterCommit(() => announce(core, redriven));
  perform(
    core,
    live,
    { type: "redrive", fromStart },
    {
      nowMs,
      writeFirst: () => core.journal.redrive(row.id, change),
    },
  );
  return { redrivenMs: nowMs };
}

/** The last tokens that an execution was redriven with, the newest last. */
export function redriveTokens({
  redriveTokens: text,
}: Pick<JournalRow, "redriveTokens">): readonly RedriveToken[] {
  return text === undefined ? [] : (JSON.parse(text) as RedriveToken[]);
}
