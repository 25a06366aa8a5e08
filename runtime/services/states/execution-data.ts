import type { DescribeExecutionOutput, IncludedData } from "@aws-sdk/client-sfn";
import type { JournalRow } from "../../storage/journal-row.ts";

type ExecutionData = Pick<
  DescribeExecutionOutput,
  "input" | "inputDetails" | "output" | "outputDetails" | "error" | "cause"
>;

/** What went into an execution and what came out of it; nothing of that with `METADATA_ONLY`. */
export function executionData(
  { input, output, error, cause }: JournalRow,
  includedData: IncludedData | undefined,
): ExecutionData {
  const included = includedData !== "METADATA_ONLY";
  const details = { included };
  if (!included)
    return { inputDetails: details, ...(output === undefined ? {} : { outputDetails: details }) };
  return {
    input,
    inputDetails: details,
    ...(output === undefined ? {} : { output, outputDetails: details }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}
