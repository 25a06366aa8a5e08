import { type ExecutionState, type Frame, ROOT_FRAME } from "./execution-state.ts";
import { completeFrame, dropChildren, NO_ATTEMPTS, newFork, newFrame, openFrame, revive } from "./frames.ts";
import type { HistoryEvent, HistoryEventType, Note } from "./history-event.ts";

/**
 * Folds one event, then its notes, into an execution. Total: an event that changes nothing but the thread of
 * `previousEventId`s is fine. Advances the state in place, because an execution has one owner and may have
 * tens of thousands of frames; the same events always give the same state.
 */
export function evolve(state: ExecutionState, event: HistoryEvent): undefined {
  if (event.notesBefore !== undefined)
    for (const note of event.notesBefore) evolveNote(state, note, state.lastEventId);
  state.lastEventId = event.id;
  if (event.type === "ExecutionStarted") startExecution(state, event);
  else if (event.type === "ExecutionRedriven") redriveExecution(state, event);
  const frame = state.frames.get(event.frame);
  if (frame !== undefined) {
    if (!LEAVES.has(event.type)) frame.lastEventId = event.id;
    FOLDS.get(event.type)?.(frame, event, state);
  }
  if (event.notes !== undefined) for (const note of event.notes) evolveNote(state, note, event.id);
}

/** Events that nothing follows: the next event of the frame refers to the one before them. */
const LEAVES: ReadonlySet<HistoryEventType> = new Set([
  "ExecutionStarted",
  "MapIterationFailed",
  "MapIterationAborted",
  "MapStateSucceeded",
  "ParallelStateSucceeded",
  "TaskStateAborted",
  "WaitStateAborted",
]);

type Fold = (frame: Frame, event: HistoryEvent, state: ExecutionState) => void;

const FOLD_BY_TYPE: Partial<Record<HistoryEventType, Fold>> = {
  PassStateEntered: enterState,
  TaskStateEntered: enterState,
  ChoiceStateEntered: enterState,
  WaitStateEntered: enterState,
  SucceedStateEntered: enterState,
  FailStateEntered: enterState,
  ParallelStateEntered: enterState,
  MapStateEntered: enterState,
  PassStateExited: exitState,
  TaskStateExited: exitState,
  ChoiceStateExited: exitState,
  WaitStateExited: exitState,
  SucceedStateExited: exitState,
  ParallelStateExited: exitState,
  MapStateExited: exitState,
  TaskScheduled: scheduleTask,
  LambdaFunctionScheduled: scheduleTask,
  ActivityScheduled: scheduleTask,
  TaskStarted: startTask,
  LambdaFunctionStarted: startTask,
  ActivityStarted: startTask,
  TaskSubmitted: submitTask,
  TaskSucceeded: clearPending,
  TaskFailed: clearPending,
  TaskTimedOut: clearPending,
  TaskStartFailed: clearPending,
  TaskSubmitFailed: clearPending,
  LambdaFunctionSucceeded: clearPending,
  LambdaFunctionFailed: clearPending,
  LambdaFunctionTimedOut: clearPending,
  LambdaFunctionScheduleFailed: clearPending,
  LambdaFunctionStartFailed: clearPending,
  ActivitySucceeded: clearPending,
  ActivityFailed: clearPending,
  ActivityTimedOut: clearPending,
  ActivityScheduleFailed: clearPending,
  MapRunStarted: startMapRun,
  MapRunRedriven: startMapRun,
  MapRunSucceeded: clearPending,
  MapRunFailed: clearPending,
  ExecutionSucceeded: (_frame, event, state) => endExecution(state, event, "SUCCEEDED"),
  ExecutionFailed: (_frame, event, state) => endExecution(state, event, "FAILED"),
  ExecutionTimedOut: (_frame, event, state) => endExecution(state, event, "TIMED_OUT"),
  ExecutionAborted: (_frame, event, state) => endExecution(state, event, "ABORTED"),
};

/** A Map, since every event of every execution is looked up: an object of so many members takes twice as long. */
const FOLDS: ReadonlyMap<string, Fold> = new Map(Object.entries(FOLD_BY_TYPE));

function startExecution(state: ExecutionState, event: HistoryEvent): undefined {
  run(state);
  state.startedAtMs = event.timestampMs;
  state.input = event.details?.input ?? null;
  state.frames.set(ROOT_FRAME, newFrame({ id: ROOT_FRAME, parent: undefined, index: 0, block: 0 }));
}

function run(state: ExecutionState): undefined {
  state.status = "RUNNING";
  state.stoppedAtMs = undefined;
  state.output = undefined;
  state.error = undefined;
  state.cause = undefined;
  state.unfinished = undefined;
}

function endExecution(
  state: ExecutionState,
  event: HistoryEvent,
  status: ExecutionState["status"],
): undefined {
  state.status = status;
  state.stoppedAtMs = event.timestampMs;
  state.output = event.details?.output;
  state.error = event.details?.error;
  state.cause = event.details?.cause;
  const root = state.frames.get(ROOT_FRAME);
  if (root !== undefined) dropChildren(state, root);
  state.unfinished = status === "SUCCEEDED" ? undefined : root;
  state.frames.clear();
}

function redriveExecution(state: ExecutionState, event: HistoryEvent): undefined {
  const { unfinished, error } = state;
  run(state);
  state.redriveCount = event.details?.redriveCount ?? 0;
  state.redrivenAtMs = event.timestampMs;
  if (unfinished !== undefined) revive(state, unfinished, { error, eventId: event.id });
}

function enterState(frame: Frame, event: HistoryEvent): undefined {
  frame.stateName = event.details?.name ?? "";
  frame.input = event.details?.input ?? null;
  frame.enteredEventId = event.id;
  frame.enteredAfterEventId = event.previousEventId;
  frame.enteredAtMs = event.timestampMs;
  frame.attempts = NO_ATTEMPTS;
  frame.retryCount = 0;
  frame.pending = undefined;
  frame.next = undefined;
}

function exitState(frame: Frame, event: HistoryEvent): undefined {
  const assigned = event.details?.assignedVariables;
  if (assigned !== undefined) frame.variables = { ...frame.variables, ...assigned };
  frame.stateName = "";
  frame.pending = undefined;
  frame.remains = undefined;
  frame.mapRun = undefined;
}

function startMapRun(frame: Frame, event: HistoryEvent): undefined {
  const { mapRunArn = "", redriveCount = 0 } = event.details ?? {};
  frame.pending = { kind: "mapRun", eventId: event.id, mapRunArn };
  frame.mapRun = { arn: mapRunArn, redriveCount };
}

function scheduleTask(frame: Frame, event: HistoryEvent): undefined {
  frame.pending = {
    kind: "task",
    eventId: event.id,
    parameters: event.details?.parameters ?? event.details?.input ?? null,
    credentialsRoleArn: event.details?.taskCredentials?.roleArn,
    token: undefined,
    timeoutAtMs: undefined,
    heartbeatSeconds: undefined,
    submitted: false,
    submittedOutput: undefined,
    started: false,
  };
}

function startTask({ pending }: Frame): undefined {
  if (pending?.kind === "task") pending.started = true;
}

function submitTask({ pending }: Frame, event: HistoryEvent): undefined {
  if (pending?.kind !== "task") return;
  pending.submitted = true;
  pending.submittedOutput = event.details?.output;
}

function boundTask({ pending }: Frame, note: Extract<Note, { note: "task" }>): undefined {
  if (pending?.kind !== "task") return;
  pending.token = note.token;
  pending.timeoutAtMs = note.timeoutAtMs;
  pending.heartbeatSeconds = note.heartbeatSeconds;
}

function clearPending(frame: Frame): undefined {
  frame.pending = undefined;
}

/** Folds one hidden fact that belongs to the event `eventId`. */
export function evolveNote(state: ExecutionState, note: Note, eventId: number): undefined {
  if (note.note === "opened") return openFrame(state, note, eventId);
  const frame = state.frames.get(note.frame);
  if (frame === undefined) return;
  switch (note.note) {
    case "waiting":
      frame.pending = { kind: "timer", eventId, untilMs: note.untilMs };
      return;
    case "retrying":
      frame.attempts = frame.attempts.slice();
      frame.attempts[note.retrier] = (frame.attempts[note.retrier] ?? 0) + 1;
      frame.retryCount += 1;
      frame.pending = { kind: "retry", eventId, untilMs: note.untilMs };
      return;
    case "task":
      return boundTask(frame, note);
    case "forked":
      frame.pending = undefined;
      frame.remains = undefined;
      frame.fork = newFork(note, eventId);
      return;
    case "next":
      frame.next = { stateName: note.stateName, input: note.input };
      return;
    case "completed":
      completeFrame(state, frame, note.output);
      return;
    case "joined":
      dropChildren(state, frame);
      frame.lastEventId = note.afterEventId;
      return;
  }
}
