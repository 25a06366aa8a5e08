import { randomUUID } from "node:crypto";
import type { StartSyncExecutionInput, StartSyncExecutionOutput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import type { JournalRow } from "../../../storage/journal-row.ts";
import { executionData } from "../execution-data.ts";
import { infoOf } from "../execution-info.ts";
import { resolveTarget } from "../start-target.ts";
import { checkName, type States, typeNotSupported } from "../states.ts";
import { executionArn, parseInput, start } from "./start-execution.ts";

const BILLED_STEP_MS = 100;
const BILLED_MEMORY_MB = 64;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html: Express only. */
export function startSyncExecution(
  states: States,
): Operation<StartSyncExecutionInput, StartSyncExecutionOutput> {
  return async (input) => {
    const target = resolveTarget(states, input.stateMachineArn);
    if (target.machine.type !== "EXPRESS") throw typeNotSupported();
    const name = checkName(input.name ?? randomUUID());
    const inputText = input.input ?? "{}";
    const value = parseInput(inputText);
    const arn = executionArn(states, target, name);
    const { traceHeader } = input;
    start(states, { target, arn, name, inputText, value, traceHeader, synchronous: true });
    await states.driver.committed();
    const row = await new Promise<JournalRow>((resolve) => states.watchExecution(arn, resolve));
    return { ...describe(row), ...executionData(row, input.includedData), outputDetails: detailsOf(input) };
  };
}

/** Said of the output whether there is one or not. */
function detailsOf({ includedData }: StartSyncExecutionInput): { included: boolean } {
  return { included: includedData !== "METADATA_ONLY" };
}

function describe(row: JournalRow): StartSyncExecutionOutput {
  const stoppedMs = row.stoppedMs ?? row.startedMs;
  const { traceHeader } = infoOf(row);
  const durationMs = Math.max(1, stoppedMs - row.startedMs);
  return {
    executionArn: row.arn,
    stateMachineArn: row.stateMachineArn,
    name: row.name,
    startDate: new Date(row.startedMs),
    stopDate: new Date(stoppedMs),
    status: row.status as NonNullable<StartSyncExecutionOutput["status"]>,
    ...(traceHeader === undefined ? {} : { traceHeader }),
    billingDetails: {
      billedMemoryUsedInMB: BILLED_MEMORY_MB,
      billedDurationInMilliseconds: Math.ceil(durationMs / BILLED_STEP_MS) * BILLED_STEP_MS,
    },
  };
}
