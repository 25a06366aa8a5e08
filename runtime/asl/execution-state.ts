import type { Note } from "./history-event.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Variables } from "./scope.ts";

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** What a frame is waiting for. */
export type Pending =
  | { readonly kind: "timer"; readonly eventId: number; readonly untilMs: number }
  | { readonly kind: "retry"; readonly eventId: number; readonly untilMs: number }
  | { readonly kind: "mapRun"; readonly eventId: number; readonly mapRunArn: string }
  | PendingTask;

/** A task that was scheduled. Changed by `evolve`, as the frame that it belongs to. */
export interface PendingTask {
  readonly kind: "task";
  /** The id of the event that scheduled it: what the work is keyed by. */
  readonly eventId: number;
  readonly parameters: Json;
  readonly credentialsRoleArn: string | undefined;
  token: string | undefined;
  timeoutAtMs: number | undefined;
  heartbeatSeconds: number | undefined;
  submitted: boolean;
  submittedOutput: Json | undefined;
  started: boolean;
}

/** Children of a Parallel or Map state that is running. */
export interface Fork {
  readonly eventId: number;
  readonly children: number;
  /** A Map's items; undefined for Parallel. */
  readonly items: readonly Json[] | undefined;
  readonly maxConcurrency: number;
  readonly results: Json[];
  opened: number;
  completed: number;
  /** Ids of the frames that are alive. */
  readonly alive: Set<number>;
}

/** A fork that failed or was given up, with the branches or iterations that had not ended: a redrive goes on with them. */
export interface Remains {
  readonly fork: Fork;
  readonly frames: readonly Frame[];
}

/** A thread of the execution: the state machine itself, a branch, or an iteration. Owned and changed by `evolve`. */
export interface Frame {
  readonly id: number;
  readonly parent: Frame | undefined;
  /** Which branch or iteration. */
  readonly index: number;
  readonly block: number;
  /** The event that the next one of this frame follows. */
  lastEventId: number;
  variables: Variables;
  /** Empty between two states. */
  stateName: string;
  input: Json;
  enteredEventId: number;
  /** The event before the state was entered. */
  enteredAfterEventId: number;
  enteredAtMs: number;
  /** Retries made so far by each retrier of the current state, and in all. */
  attempts: number[];
  retryCount: number;
  pending: Pending | undefined;
  fork: Fork | undefined;
  /** Where the frame was about to go when it was given up between two states. */
  next: { readonly stateName: string; readonly input: Json } | undefined;
  remains: Remains | undefined;
  /** The map run of the state that the frame is in. */
  mapRun: { readonly arn: string; readonly redriveCount: number } | undefined;
}

/** What is fixed when an execution starts. */
export interface ExecutionIdentity {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  /** How long an execution of this type may take; a year unless said otherwise. */
  readonly longestSeconds?: number;
  /** How many events an execution of this type may have; as many as a Standard one unless said otherwise. */
  readonly mostEvents?: number;
  /** An Express workflow whose caller waits for it: its context object has no RedriveCount, as on AWS. */
  readonly synchronous?: boolean;
  /** The context object, where it is given and not made: in the test of a single state. */
  readonly context?: JsonObject;
}

/** An execution as its events have made it. Owned by the driver, advanced in place by `evolve` alone. */
export interface ExecutionState {
  readonly identity: ExecutionIdentity;
  status: ExecutionStatus;
  input: Json;
  output: Json | undefined;
  error: string | undefined;
  cause: string | undefined;
  startedAtMs: number;
  stoppedAtMs: number | undefined;
  redriveCount: number;
  redrivenAtMs: number | undefined;
  /** The state machine's own frame when the execution ended without success: what a redrive goes on from. */
  unfinished: Frame | undefined;
  /** Notes of decisions that had no event: the next event takes them along. */
  unsaved: Note[];
  lastEventId: number;
  lastFrameId: number;
  readonly frames: Map<number, Frame>;
}

export const ROOT_FRAME = 0;

/** An execution before its first event. */
export function emptyExecution(identity: ExecutionIdentity): ExecutionState {
  return {
    identity,
    status: "RUNNING",
    input: null,
    output: undefined,
    error: undefined,
    cause: undefined,
    startedAtMs: 0,
    stoppedAtMs: undefined,
    redriveCount: 0,
    redrivenAtMs: undefined,
    unfinished: undefined,
    unsaved: [],
    lastEventId: 0,
    lastFrameId: ROOT_FRAME,
    frames: new Map(),
  };
}
