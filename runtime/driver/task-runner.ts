import type { MapRunEffect, TaskEffect } from "../asl/effect.ts";
import type { ExecutionIdentity } from "../asl/execution-state.ts";
import type { Failure } from "../asl/failure.ts";
import type { Json } from "../asl/json.ts";

/** A task to perform, keyed by its execution, frame and event: the same one may come again after a restart. */
export interface TaskCall {
  readonly execution: ExecutionIdentity;
  readonly effect: TaskEffect;
}

/** What went over the wire for an HTTP task. */
export interface HttpExchange {
  readonly request: HttpMessage;
  /** The request without what a connection added to it. */
  readonly concealed: HttpMessage;
  readonly response: HttpMessage;
}

/** Members of a request or response, as texts. */
export type HttpMessage = Readonly<Record<string, string>>;

/** Where the news of a task goes. News of a task that is over is ignored. */
export interface TaskReports {
  /** The call was answered; the task goes on. */
  submitted(output: Json): void;
  /** The call failed, so that there is no job or callback to wait for. */
  submitFailed(failure: Failure): void;
  succeeded(output: Json): void;
  failed(failure: Failure): void;
  /** A worker took the activity. */
  activityStarted(workerName: string | undefined): void;
  /** What an HTTP task sent and got; only the test of a single state asks for it. */
  exchanged?(exchange: HttpExchange): void;
}

/** Performs tasks. Returns how to give one up (it timed out, its siblings failed, the execution was stopped). */
export type TaskRunner = (call: TaskCall, reports: TaskReports) => (() => void) | undefined;

/** A map run to perform: keyed as tasks are, so that the same one may come again after a restart. */
export interface MapRunCall {
  readonly execution: ExecutionIdentity;
  readonly effect: MapRunEffect;
}

export interface MapRunReports {
  succeeded(output: Json): void;
  failed(failure: Failure): void;
}

/** Performs map runs. Returns how to abort one with all its child executions. */
export type MapRunner = (call: MapRunCall, reports: MapRunReports) => () => void;
