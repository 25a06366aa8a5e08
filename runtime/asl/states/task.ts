import { exceedsPayloadLimit, shownJson } from "../data-limit.ts";
import type { TaskState } from "../definition.ts";
import type { Frame, PendingTask } from "../execution-state.ts";
import { ErrorName, Failure, type Outcome } from "../failure.ts";
import type { EventDetails, HistoryEventType, Note } from "../history-event.ts";
import { isJsonObject, type Json } from "../json.ts";
import type { TaskResource } from "../task-resource.ts";
import { completeState, evaluated, evaluationFailure, failState, scopeOf, tooLarge } from "../transition.ts";
import { addNote, emit, type Turn } from "../turn.ts";

/** Runs a Task state: evaluates what its resource is given and schedules the call. */
export function runTask(turn: Turn, frame: Frame, state: TaskState): undefined {
  const { resource } = state;
  if (resource.kind === "activity" && !turn.facts.activityExists(resource.arn)) {
    const failure = new Failure(ErrorName.runtime, `The activity ${resource.arn} does not exist.`);
    return failState(turn, frame, state, evaluationFailure(frame, failure));
  }
  const eventId = turn.state.lastEventId + 1;
  const token = waitsForToken(state.resource) ? turn.facts.taskToken(frame.id, eventId) : undefined;
  const scope = scopeOf(turn, frame, token === undefined ? {} : { token });
  const parameters = evaluated(frame, state.flow.argument(scope));
  if (parameters instanceof Failure) return failState(turn, frame, state, parameters);
  if (resource.kind === "service" && !isJsonObject(parameters))
    return failState(turn, frame, state, evaluationFailure(frame, unusable(parameters)));
  if (parameters !== frame.input && exceedsPayloadLimit(parameters))
    return failState(turn, frame, state, tooLarge(state.name));
  const timeoutSeconds = evaluated(frame, state.timeoutSeconds?.(scope) ?? null);
  if (timeoutSeconds instanceof Failure) return failState(turn, frame, state, timeoutSeconds);
  const heartbeatSeconds = evaluated(frame, state.heartbeatSeconds?.(scope) ?? null);
  if (heartbeatSeconds instanceof Failure) return failState(turn, frame, state, heartbeatSeconds);
  const credentials = evaluated(frame, checkCredentials(state.credentials?.(scope) ?? null));
  if (credentials instanceof Failure) return failState(turn, frame, state, credentials);
  schedule(turn, frame, state, {
    parameters,
    token,
    timeoutSeconds: timeoutSeconds as number | null,
    heartbeatSeconds: heartbeatSeconds as number | null,
    credentials,
  });
}

/** A service is called with members by their names. */
function unusable(parameters: Json): Failure {
  const cause = `The Parameters '${shownJson(parameters)}' could not be used to start the Task: [The value has an invalid format]`;
  return new Failure(ErrorName.runtime, cause);
}

const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/./;

/** The role that a task is to be performed as may be given by data. */
function checkCredentials(credentials: Outcome<Json>): Outcome<Json> {
  if (credentials instanceof Failure || !isJsonObject(credentials)) return credentials;
  const { RoleArn: role } = credentials;
  if (typeof role === "string" && ROLE.test(role)) return credentials;
  const cause = `The field 'RoleArn' of the Credentials must be the ARN of a role, and is ${shownJson(role ?? null)}.`;
  return new Failure(ErrorName.runtime, cause);
}

/** Whether someone else than the called service ends the task. */
function waitsForToken(resource: TaskResource): boolean {
  return (
    resource.kind === "activity" || (resource.kind === "service" && resource.pattern === "waitForTaskToken")
  );
}

interface Call {
  readonly parameters: Json;
  readonly token: string | undefined;
  readonly timeoutSeconds: number | null;
  readonly heartbeatSeconds: number | null;
  readonly credentials: Json;
}

function schedule(turn: Turn, frame: Frame, state: TaskState, call: Call): undefined {
  const { resource } = state;
  const { parameters, token, timeoutSeconds, heartbeatSeconds } = call;
  const isBound = token !== undefined || timeoutSeconds !== null || heartbeatSeconds !== null;
  const details = scheduledDetails(resource, parameters, turn.region);
  const { id } = emit(turn, frame, {
    type: EVENTS[resource.kind].scheduled,
    details: isBound || call.credentials !== null ? { ...details, ...boundDetails(call) } : details,
  });
  if (isBound) addNote(turn, boundNote(turn, frame, call));
  turn.ready.push({ kind: "start-task", frame, eventId: id });
}

function scheduledDetails(resource: TaskResource, parameters: Json, region: string): EventDetails {
  if (resource.kind !== "service") return { input: parameters, resource: resource.arn };
  return { parameters, region, resource: resource.resource, resourceType: resource.resourceType };
}

/** What most tasks have none of: deadlines and a role of their own. */
function boundDetails({ timeoutSeconds, heartbeatSeconds, credentials }: Call): EventDetails {
  const roleArn = isJsonObject(credentials) ? (credentials.RoleArn as string | undefined) : undefined;
  return {
    ...(timeoutSeconds === null ? {} : { timeoutInSeconds: timeoutSeconds }),
    ...(heartbeatSeconds === null ? {} : { heartbeatInSeconds: heartbeatSeconds }),
    ...(roleArn === undefined ? {} : { taskCredentials: { roleArn } }),
  };
}

function boundNote(turn: Turn, frame: Frame, { token, timeoutSeconds, heartbeatSeconds }: Call): Note {
  return {
    note: "task",
    frame: frame.id,
    ...(token === undefined ? {} : { token }),
    ...(timeoutSeconds === null ? {} : { timeoutAtMs: turn.facts.nowMs + timeoutSeconds * 1000 }),
    ...(heartbeatSeconds === null ? {} : { heartbeatSeconds }),
  };
}

/** The events of the three kinds of tasks. */
const EVENTS = {
  lambda: {
    scheduled: "LambdaFunctionScheduled",
    started: "LambdaFunctionStarted",
    succeeded: "LambdaFunctionSucceeded",
    failed: "LambdaFunctionFailed",
    submitFailed: "LambdaFunctionFailed",
    timedOut: "LambdaFunctionTimedOut",
  },
  activity: {
    scheduled: "ActivityScheduled",
    started: "ActivityStarted",
    succeeded: "ActivitySucceeded",
    failed: "ActivityFailed",
    submitFailed: "ActivityFailed",
    timedOut: "ActivityTimedOut",
  },
  service: {
    scheduled: "TaskScheduled",
    started: "TaskStarted",
    succeeded: "TaskSucceeded",
    failed: "TaskFailed",
    submitFailed: "TaskSubmitFailed",
    timedOut: "TaskTimedOut",
  },
} as const satisfies Record<TaskResource["kind"], Record<string, HistoryEventType>>;

/** Starts a scheduled task: the call itself is an effect. An activity starts when a worker takes it. */
export function startTask(turn: Turn, frame: Frame, state: TaskState): undefined {
  if (frame.pending?.kind !== "task") return;
  const { resource } = state;
  if (resource.kind !== "activity")
    emit(turn, frame, { type: EVENTS[resource.kind].started, details: resourceDetails(resource) });
  requestTask(turn, frame, state);
}

/** Asks for the work of a task that is under way, for the first time or again after a restart. */
export function requestTask(turn: Turn, frame: Frame, state: TaskState): undefined {
  const task = frame.pending;
  if (task?.kind !== "task") return;
  const { resource } = state;
  armDeadlines(turn, frame, task);
  turn.effects.push({
    type: "task",
    frame: frame.id,
    eventId: task.eventId,
    resource,
    pattern: resource.kind === "service" ? resource.pattern : "requestResponse",
    parameters: task.parameters,
    credentialsRoleArn: task.credentialsRoleArn,
    token: task.token,
    started: task.started,
    submittedOutput: task.submittedOutput,
  });
}

/** Asks for the timers of a task; a missed heartbeat counts from now. */
function armDeadlines(turn: Turn, frame: Frame, task: PendingTask): undefined {
  const base = { type: "arm", frame: frame.id, eventId: task.eventId } as const;
  if (task.timeoutAtMs !== undefined)
    turn.effects.push({ ...base, purpose: "timeout", atMs: task.timeoutAtMs });
  if (task.heartbeatSeconds === undefined) return;
  turn.effects.push({ ...base, purpose: "heartbeat", atMs: turn.facts.nowMs + task.heartbeatSeconds * 1000 });
}

/** Which service a task calls; other tasks' events do not say. */
function resourceDetails(resource: TaskResource): EventDetails | undefined {
  if (resource.kind !== "service") return undefined;
  return { resource: resource.resource, resourceType: resource.resourceType };
}

function outputDetails(resource: TaskResource, output: Json): EventDetails {
  if (resource.kind !== "service") return { output };
  return { output, resource: resource.resource, resourceType: resource.resourceType };
}

/** The call was made and answered; the task goes on until its token or the started job ends it. */
export function submitTask(
  turn: Turn,
  frame: Frame,
  { state, output }: { state: TaskState; output: Json },
): undefined {
  emit(turn, frame, { type: "TaskSubmitted", details: outputDetails(state.resource, output) });
}

/** A worker took an activity. */
export function startActivity(turn: Turn, frame: Frame, workerName: string | undefined): undefined {
  emit(turn, frame, { type: "ActivityStarted", details: workerName === undefined ? {} : { workerName } });
}

/** The work of the task ended with a result. */
export function succeedTask(
  turn: Turn,
  frame: Frame,
  { state, output }: { state: TaskState; output: Json },
): undefined {
  if (exceedsPayloadLimit(output)) {
    const { resource } = state;
    const what = resource.kind === "service" ? resource.resourceType : resource.arn;
    const cause = `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`;
    return failTask(turn, frame, { state, failure: new Failure(ErrorName.dataLimitExceeded, cause) });
  }
  disarm(turn, frame);
  const { resource } = state;
  emit(turn, frame, { type: EVENTS[resource.kind].succeeded, details: outputDetails(resource, output) });
  completeState(turn, frame, state, { result: output });
}

interface FailedTask {
  readonly state: TaskState;
  readonly failure: Failure;
  /** It was never submitted. */
  readonly submission?: true | undefined;
}

/** The work of the task failed. */
export function failTask(turn: Turn, frame: Frame, failed: FailedTask): undefined {
  endTask(turn, frame, failed);
  failState(turn, frame, failed.state, failed.failure);
}

/** A task whose time is over. */
export interface OverdueTask {
  readonly frame: Frame;
  readonly state: TaskState;
}

/** Tasks whose time is over at the same moment: each is told so before any of the failures has consequences. */
export function timeOutTasks(turn: Turn, overdue: readonly OverdueTask[], failure: Failure): undefined {
  for (const { frame, state } of overdue) endTask(turn, frame, { state, failure });
  for (const { frame, state } of overdue)
    if (turn.state.frames.get(frame.id) === frame) failState(turn, frame, state, failure);
}

/** Writes down how the task failed. */
function endTask(turn: Turn, frame: Frame, { state, failure, submission }: FailedTask): undefined {
  const outcome = failure.error === ErrorName.timeout ? "timedOut" : submission ? "submitFailed" : "failed";
  disarm(turn, frame);
  emit(turn, frame, {
    type: EVENTS[state.resource.kind][outcome],
    details: {
      ...(failure.error === undefined ? {} : { error: failure.error }),
      ...(failure.cause === undefined ? {} : { cause: failure.cause }),
      ...resourceDetails(state.resource),
    },
  });
}

function disarm(turn: Turn, frame: Frame): undefined {
  const eventId = frame.pending?.eventId;
  if (eventId !== undefined) turn.effects.push({ type: "disarm", frame: frame.id, eventId });
}
