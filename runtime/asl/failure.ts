/** Characters of `cause` in the history events of the API. */
const LONGEST_CAUSE = 32_768;

/**
 * A failure inside the interpreted language: a value that Retry and Catch work on, never thrown.
 * `location` and `expression` are set when a JSONata field could not be evaluated.
 */
export class Failure {
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** The field that a JSONata evaluation failed in, for example `Output/result`. */
  readonly location: string | undefined;
  /** A second name that Retry and Catch know the failure by: a missed heartbeat is reported as `States.Timeout`. */
  readonly alias: string | undefined;

  constructor(error: string | undefined, cause?: string, location?: string, alias?: string) {
    this.error = error;
    this.cause = cause?.slice(0, LONGEST_CAUSE);
    this.location = location;
    this.alias = alias;
  }
}

/** What an evaluation gives: a value, or the failure that it ended with. */
export type Outcome<Value> = Value | Failure;

/** The error names that the language itself knows. */
export const ErrorName = {
  all: "States.ALL",
  branchFailed: "States.BranchFailed",
  dataLimitExceeded: "States.DataLimitExceeded",
  exceedToleratedFailureThreshold: "States.ExceedToleratedFailureThreshold",
  heartbeatTimeout: "States.HeartbeatTimeout",
  intrinsicFailure: "States.IntrinsicFailure",
  itemReaderFailed: "States.ItemReaderFailed",
  parameterPathFailure: "States.ParameterPathFailure",
  permissions: "States.Permissions",
  queryEvaluationError: "States.QueryEvaluationError",
  resultPathMatchFailure: "States.ResultPathMatchFailure",
  resultWriterFailed: "States.ResultWriterFailed",
  runtime: "States.Runtime",
  taskFailed: "States.TaskFailed",
  timeout: "States.Timeout",
} as const;
