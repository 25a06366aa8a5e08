import { ErrorName, type Failure } from "./failure.ts";
import type { JsonObject } from "./json.ts";

/** One retrier of a state, its defaults filled in. */
export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number;
  readonly fullJitter: boolean;
}

const LONGEST_DELAY_SECONDS = 31_622_400;

/** A retrier from its JSON. */
export function compileRetrier(raw: JsonObject): Retrier {
  return {
    errorEquals: raw.ErrorEquals as string[],
    intervalSeconds: (raw.IntervalSeconds as number | undefined) ?? 1,
    maxAttempts: (raw.MaxAttempts as number | undefined) ?? 3,
    backoffRate: (raw.BackoffRate as number | undefined) ?? 2,
    maxDelaySeconds: (raw.MaxDelaySeconds as number | undefined) ?? LONGEST_DELAY_SECONDS,
    fullJitter: raw.JitterStrategy === "FULL",
  };
}

/** Errors that `States.ALL` does not stand for; they are matched by their own names only. */
const NOT_IN_ALL: ReadonlySet<string> = new Set([ErrorName.dataLimitExceeded, ErrorName.runtime]);

/** Whether a list of error names (`ErrorEquals`) names a failure. */
export function matchesError(errorEquals: readonly string[], failure: Failure): boolean {
  const error = failure.error ?? "";
  if (errorEquals.includes(error) || (failure.alias !== undefined && errorEquals.includes(failure.alias)))
    return true;
  if (NOT_IN_ALL.has(error)) return false;
  if (errorEquals.includes(ErrorName.all)) return true;
  return errorEquals.includes(ErrorName.taskFailed) && error !== ErrorName.timeout;
}

/** Milliseconds to wait before a retry, `attempts` having been made by this retrier already. `random` is in [0, 1). */
export function retryDelayMs(retrier: Retrier, attempts: number, random: number): number {
  const delaySeconds = Math.min(
    retrier.intervalSeconds * retrier.backoffRate ** attempts,
    retrier.maxDelaySeconds,
  );
  return Math.round(delaySeconds * 1000 * (retrier.fullJitter ? random : 1));
}
