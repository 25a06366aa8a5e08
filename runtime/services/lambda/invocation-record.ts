import type { FunctionError } from "./instance.ts";

/** An `Event` invocation on its way: to the function first, then perhaps to a destination. */
export interface AsyncInvocation {
  readonly functionName: string;
  readonly qualifier: string | undefined;
  /** JSON. */
  readonly payload: string;
  readonly requestId: string;
  /** Runs of the function that failed so far; throttled tries do not count. */
  readonly failedRuns: number;
  /** Set when the function is done with it and only the record is still to be handed over. */
  readonly record?: InvocationRecord;
}

/** How an asynchronous invocation ended. */
export interface InvocationRecord {
  readonly condition: "Success" | "RetriesExhausted" | "EventAgeExceeded";
  readonly failedRuns: number;
  /** The last response, JSON; absent when the function never ran. */
  readonly payload?: string;
  readonly error?: FunctionError;
}
