import type { StepRecord } from "./records.ts";

/** How a step ended. */
export type StepOutcome = Pick<StepRecord, "status" | "statusDetails" | "responseCode" | "stdout" | "stderr">;
