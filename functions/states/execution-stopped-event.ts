/**
 * EventBridge's event for an execution that failed, that somebody stopped or that ran out of time.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export interface ExecutionStoppedEvent {
  readonly detail: {
    readonly executionArn: string;
    readonly status: "ABORTED" | "TIMED_OUT" | "FAILED";
    /** The execution's input; null when it is too long for an event. */
    readonly input: string | null;
    readonly startDate: number;
    readonly error?: string | null;
    readonly cause?: string | null;
  };
}
