import { randomUUID } from "node:crypto";
import type { RedriveExecutionInput, RedriveExecutionOutput } from "@aws-sdk/client-sfn";
import { redriveTokens } from "../../../driver/redrive.ts";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import type { JournalRow } from "../../../storage/journal-row.ts";
import { refuseTooManyRunning } from "../execution-limit.ts";
import { redriveStatusOf } from "../redrive-status.ts";
import { findExecution, type States } from "../states.ts";

const TOKEN_VALID_MS = 15 * 60_000;

/**
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html: idempotent by client token, for
 * the last ten of them, a quarter of an hour long.
 */
export function redriveExecution(states: States): Operation<RedriveExecutionInput, RedriveExecutionOutput> {
  return async (input) => {
    const token = input.clientToken ?? randomUUID();
    const row = await settledRow(states, input.executionArn);
    const known = redriveTokens(row).find((used) => used.token === token);
    if (known !== undefined && states.runtime.clock.now() - known.atMs <= TOKEN_VALID_MS)
      return { redriveDate: new Date(known.atMs) };
    refuseUnlessRedrivable(states, row);
    refuseTooManyRunning(states.driver);
    const { redrivenMs } = states.driver.redrive(row, { token, fromStart: false });
    return { redriveDate: new Date(redrivenMs) };
  };
}

/** The execution when nothing of it is on its way to the disk: it runs, or is quite over. */
async function settledRow(states: States, arn: string | undefined): Promise<JournalRow> {
  let row = findExecution(states, arn);
  while (states.driver.running(row.arn) !== undefined) {
    await states.driver.committed();
    row = findExecution(states, arn);
    if (row.status === "RUNNING") break;
  }
  return row;
}

function refuseUnlessRedrivable(states: States, row: JournalRow): void {
  const { redriveStatus, redriveStatusReason } = redriveStatusOf(states, row);
  if (redriveStatus === "REDRIVABLE") return;
  const reason = redriveStatusReason ?? "Execution can only be redriven by redriving its Map Run";
  throw new AwsError("ExecutionNotRedrivable", `Execution Not Redrivable: '${reason}'`);
}
