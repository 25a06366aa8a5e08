import type { Json } from "./json.ts";
import type { Variables } from "./scope.ts";

/** Details of an event as AWS names them, except that payloads are still values: the edge writes them as text. */
export interface EventDetails {
  readonly input?: Json;
  readonly output?: Json;
  readonly parameters?: Json;
  readonly assignedVariables?: Variables;
  readonly name?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly resource?: string;
  readonly resourceType?: string;
  readonly region?: string;
  readonly roleArn?: string;
  readonly timeoutInSeconds?: number;
  readonly heartbeatInSeconds?: number;
  readonly taskCredentials?: { readonly roleArn?: string };
  readonly workerName?: string;
  readonly length?: number;
  readonly index?: number;
  readonly mapRunArn?: string;
  readonly redriveCount?: number;
  readonly state?: string;
  readonly location?: string;
  readonly stateMachineAliasArn?: string;
  readonly stateMachineVersionArn?: string;
}

/** One AWS history event, with the frame it belongs to and the notes that AWS does not show. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: HistoryEventType;
  readonly timestampMs: number;
  readonly details?: EventDetails | undefined;
  readonly frame: number;
  /** Hidden facts, folded after the event itself. */
  notes?: Note[] | undefined;
  /** Hidden facts that came before it without an event of their own. */
  notesBefore?: Note[] | undefined;
}

/** What a state of an execution needs to know besides its AWS events. */
export type Note =
  /** A Wait state waits, or a retrier holds a state back, until this moment. */
  | { readonly note: "waiting"; readonly frame: number; readonly untilMs: number }
  | { readonly note: "retrying"; readonly frame: number; readonly retrier: number; readonly untilMs: number }
  /** A task was scheduled: its token and deadlines. */
  | {
      readonly note: "task";
      readonly frame: number;
      readonly token?: string;
      readonly timeoutAtMs?: number;
      readonly heartbeatSeconds?: number;
    }
  /** A Parallel or Map state runs: how many children it will have, and a Map's items. */
  | {
      readonly note: "forked";
      readonly frame: number;
      readonly children: number;
      readonly items?: readonly Json[];
      readonly maxConcurrency: number;
    }
  /** A child frame came to be. */
  | {
      readonly note: "opened";
      readonly frame: number;
      readonly parent: number;
      readonly index: number;
      readonly block: number;
    }
  /** A child frame ended with a result. */
  | { readonly note: "completed"; readonly frame: number; readonly output: Json }
  /** A frame was given up before it entered the state that it was about to enter. */
  | { readonly note: "next"; readonly frame: number; readonly stateName: string; readonly input: Json }
  /** The children of a frame are gone, their work with them; the frame goes on after the event `afterEventId`. */
  | { readonly note: "joined"; readonly frame: number; readonly afterEventId: number };

export const HISTORY_EVENT_TYPES = [
  "ActivityFailed",
  "ActivityScheduled",
  "ActivityScheduleFailed",
  "ActivityStarted",
  "ActivitySucceeded",
  "ActivityTimedOut",
  "ChoiceStateEntered",
  "ChoiceStateExited",
  "EvaluationFailed",
  "ExecutionAborted",
  "ExecutionFailed",
  "ExecutionRedriven",
  "ExecutionStarted",
  "ExecutionSucceeded",
  "ExecutionTimedOut",
  "FailStateEntered",
  "LambdaFunctionFailed",
  "LambdaFunctionScheduled",
  "LambdaFunctionScheduleFailed",
  "LambdaFunctionStarted",
  "LambdaFunctionStartFailed",
  "LambdaFunctionSucceeded",
  "LambdaFunctionTimedOut",
  "MapIterationAborted",
  "MapIterationFailed",
  "MapIterationStarted",
  "MapIterationSucceeded",
  "MapRunAborted",
  "MapRunFailed",
  "MapRunRedriven",
  "MapRunStarted",
  "MapRunSucceeded",
  "MapStateAborted",
  "MapStateEntered",
  "MapStateExited",
  "MapStateFailed",
  "MapStateStarted",
  "MapStateSucceeded",
  "ParallelStateAborted",
  "ParallelStateEntered",
  "ParallelStateExited",
  "ParallelStateFailed",
  "ParallelStateStarted",
  "ParallelStateSucceeded",
  "PassStateEntered",
  "PassStateExited",
  "SucceedStateEntered",
  "SucceedStateExited",
  "TaskFailed",
  "TaskScheduled",
  "TaskStarted",
  "TaskStartFailed",
  "TaskStateAborted",
  "TaskStateEntered",
  "TaskStateExited",
  "TaskSubmitFailed",
  "TaskSubmitted",
  "TaskSucceeded",
  "TaskTimedOut",
  "WaitStateAborted",
  "WaitStateEntered",
  "WaitStateExited",
] as const;

export type HistoryEventType = (typeof HISTORY_EVENT_TYPES)[number];
