import { contextObject } from "./context-object.ts";
import { exceedsPayloadLimit, exceedsVariablesLimit } from "./data-limit.ts";
import type { CompiledState, StateType } from "./definition.ts";
import { type Frame, ROOT_FRAME } from "./execution-state.ts";
import { ErrorName, Failure, type Outcome } from "./failure.ts";
import type { HistoryEventType } from "./history-event.ts";
import type { Json } from "./json.ts";
import type { DataFlow } from "./query-language.ts";
import { matchesError, retryDelayMs } from "./retry.ts";
import type { Scope, Variables } from "./scope.ts";
import { childCompleted, childFailed, keepNextSteps } from "./states/fork.ts";
import { addNote, currentState, emit, type Turn } from "./turn.ts";

/** What a scope has besides what the frame gives it; the token is that of the task which is being scheduled. */
type ScopeExtra = Pick<Scope, "result" | "errorOutput"> & { readonly token?: string };

const NOTHING_EXTRA: ScopeExtra = {};

/** What the expressions of a frame's current state see. */
export function scopeOf(turn: Turn, frame: Frame, extra = NOTHING_EXTRA): Scope {
  let context: ReturnType<typeof contextObject> | undefined;
  return {
    input: frame.input,
    variables: frame.variables,
    facts: turn.facts,
    result: extra.result,
    errorOutput: extra.errorOutput,
    context: () => {
      const isTask = currentState(turn, frame).type === "Task";
      context ??= contextObject(turn.state, frame, { token: extra.token, isTask });
      return context;
    },
  };
}

/** The same scope once the state has its result. Written out: states that wait for nothing are left this way. */
function withResult({ input, variables, facts, context }: Scope, result: Json): Scope {
  return { input, variables, facts, result, errorOutput: undefined, context };
}

/** How a state is left: with which result, through which flow, to where. */
export interface Exit {
  readonly result: Json;
  /** What the state was run in, when it ends at once. */
  readonly scope?: Scope;
  readonly flow?: DataFlow;
  readonly next?: string | undefined;
}

/** Ends a state with a result: evaluates what leaves it and what it assigns, and goes on to the next one. */
export function completeState(turn: Turn, frame: Frame, state: CompiledState, exit: Exit): undefined {
  const flow = exit.flow ?? state.flow;
  const scope =
    exit.scope === undefined
      ? scopeOf(turn, frame, { result: exit.result })
      : withResult(exit.scope, exit.result);
  const output = flow.output(scope);
  if (output instanceof Failure) return failState(turn, frame, state, evaluationFailure(frame, output));
  const assigned = flow.assign?.(scope);
  if (assigned instanceof Failure) return failState(turn, frame, state, evaluationFailure(frame, assigned));
  if (
    (output !== frame.input && exceedsPayloadLimit(output)) ||
    (assigned !== undefined && exceedsPayloadLimit(assigned))
  )
    return failState(turn, frame, state, tooLarge(state.name));
  if (assigned !== undefined && exceedsVariablesLimit(frame.variables, assigned))
    return failState(turn, frame, state, tooManyVariables(state.name));
  leaveState(turn, frame, state, { output, assigned, next: "next" in exit ? exit.next : state.next });
}

/** What a state made is larger than a payload may be. */
export function tooLarge(stateName: string): Failure {
  const cause = `The state/task '${stateName}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  return new Failure(ErrorName.dataLimitExceeded, cause);
}

function tooManyVariables(stateName: string): Failure {
  const cause = `The variables after the state '${stateName}' exceed the maximum number of bytes service limit.`;
  return new Failure(ErrorName.dataLimitExceeded, cause);
}

interface Leaving {
  readonly output: Json;
  readonly assigned: Variables | undefined;
  readonly next: string | undefined;
}

function leaveState(
  turn: Turn,
  frame: Frame,
  state: CompiledState,
  { output, assigned, next }: Leaving,
): undefined {
  const details =
    assigned === undefined || Object.keys(assigned).length === 0
      ? { name: state.name, output }
      : { name: state.name, output, assignedVariables: assigned };
  emit(turn, frame, { type: EXITED[state.type as keyof typeof EXITED], details });
  if (next !== undefined) turn.ready.push({ kind: "enter", frame, stateName: next, input: output });
  else completeFrame(turn, frame, output);
}

/** A Fail state is never left: nothing follows it and nothing catches it. */
const EXITED = {
  Pass: "PassStateExited",
  Succeed: "SucceedStateExited",
  Wait: "WaitStateExited",
  Choice: "ChoiceStateExited",
  Task: "TaskStateExited",
  Parallel: "ParallelStateExited",
  Map: "MapStateExited",
} as const satisfies Readonly<Record<Exclude<StateType, "Fail">, HistoryEventType>>;

/** Ends a frame: the execution, or one branch or iteration of a fork. */
function completeFrame(turn: Turn, frame: Frame, output: Json): undefined {
  if (frame.parent !== undefined) return childCompleted(turn, frame, output);
  emit(turn, frame, { type: "ExecutionSucceeded", details: { output } });
  turn.effects.push({ type: "ended" });
}

/** A failure of an evaluation, its cause worded with the state it happened in. */
export function evaluationFailure(frame: Frame, failure: Failure): Failure {
  const where = `An error occurred while executing the state '${frame.stateName}' (entered at the event id #${frame.enteredEventId}).`;
  return new Failure(failure.error, `${where} ${failure.cause}`, failure.location);
}

/** Evaluates a field of a state; a failure is worded, so that it can be handed to `failState`. */
export function evaluated<Value>(frame: Frame, outcome: Outcome<Value>): Outcome<Value> {
  return outcome instanceof Failure ? evaluationFailure(frame, outcome) : outcome;
}

/** A state has failed: retry it, catch it, or let the frame fail. */
export function failState(turn: Turn, frame: Frame, state: CompiledState, failure: Failure): undefined {
  if (failure.location !== undefined) emitEvaluationFailed(turn, frame, state, failure);
  if (retry(turn, frame, state, failure)) return;
  if (isFatal(turn, frame, failure)) return failExecution(turn, frame, failure);
  const caught = state.catchers.find((catcher) => matchesError(catcher.errorEquals, failure));
  const beforeId = frame.lastEventId;
  if (hadStarted(turn, frame) || failure.location !== undefined) emitForkFailed(turn, frame, state);
  if (caught === undefined) return failFrame(turn, frame, failure);
  const errorOutput = {
    Error: failure.error ?? null,
    Cause: failure.cause ?? (failure.error === ErrorName.timeout ? "" : null),
  };
  const scope = scopeOf(turn, frame, { errorOutput });
  const output = caught.flow.output(scope);
  if (output instanceof Failure) return failCatcher(turn, frame, { state, failure: output, beforeId });
  const assigned = caught.flow.assign?.(scope);
  if (assigned instanceof Failure) return failCatcher(turn, frame, { state, failure: assigned, beforeId });
  if (assigned !== undefined && exceedsVariablesLimit(frame.variables, assigned))
    return failFrame(turn, frame, tooManyVariables(state.name));
  if (exceedsPayloadLimit(output) || (assigned !== undefined && exceedsPayloadLimit(assigned)))
    return failFrame(turn, frame, tooLarge(state.name));
  leaveState(turn, frame, state, { output, assigned, next: caught.next });
}

interface FailedCatcher {
  readonly state: CompiledState;
  readonly failure: Failure;
  /** The last event of the frame before its Parallel or Map state failed for the first time. */
  readonly beforeId: number;
}

/** A catcher whose output or variables cannot be evaluated catches nothing: the state fails once more. */
function failCatcher(turn: Turn, frame: Frame, { state, failure, beforeId }: FailedCatcher): undefined {
  const worded = evaluationFailure(frame, failure);
  if (worded.location !== undefined) {
    emitEvaluationFailed(turn, frame, state, worded, beforeId);
    emitForkFailed(turn, frame, state);
  }
  failFrame(turn, frame, worded);
}

function isFork(state: CompiledState): boolean {
  return state.type === "Parallel" || state.type === "Map";
}

/** Whether anything happened in the state since it was entered. */
function hadStarted(turn: Turn, frame: Frame): boolean {
  return turn.state.lastEventId > frame.enteredEventId;
}

function emitForkFailed(turn: Turn, frame: Frame, state: CompiledState): undefined {
  if (isFork(state)) emit(turn, frame, { type: `${state.type}StateFailed` as HistoryEventType });
}

function emitEvaluationFailed(
  turn: Turn,
  frame: Frame,
  state: CompiledState,
  failure: Failure,
  afterEventId = frame.lastEventId,
): undefined {
  const justEntered = afterEventId === frame.enteredEventId && state.type !== "Wait";
  const { error, cause, location } = failure;
  emit(turn, frame, {
    type: "EvaluationFailed",
    details: { error: error ?? "", cause: cause ?? "", location: location ?? "", state: state.name },
    previousEventId: justEntered ? frame.enteredAfterEventId : afterEventId,
  });
}

function retry(turn: Turn, frame: Frame, state: CompiledState, failure: Failure): boolean {
  const index = state.retriers.findIndex((retrier) => matchesError(retrier.errorEquals, failure));
  const retrier = state.retriers[index];
  const attempts = frame.attempts[index] ?? 0;
  if (retrier === undefined || attempts >= retrier.maxAttempts) return false;
  const untilMs =
    turn.facts.nowMs + retryDelayMs(retrier, attempts, retrier.fullJitter ? turn.facts.random() : 1);
  addNote(turn, { note: "retrying", frame: frame.id, retrier: index, untilMs });
  const eventId = frame.pending?.eventId ?? turn.state.lastEventId;
  turn.effects.push({ type: "arm", frame: frame.id, eventId, purpose: "retry", atMs: untilMs });
  return true;
}

/**
 * `States.Runtime` ends the execution at once, without a word of the states around it, unless the frame's state or one of them
 * names it. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export function isFatal(turn: Turn, frame: Frame, failure: Failure): boolean {
  if (failure.error !== ErrorName.runtime) return false;
  for (let at: Frame | undefined = frame; at !== undefined; at = at.parent) {
    if (at.stateName !== "" && handles(currentState(turn, at), failure)) return false;
  }
  return true;
}

function handles({ retriers, catchers }: CompiledState, failure: Failure): boolean {
  return [...retriers, ...catchers].some(({ errorEquals }) => matchesError(errorEquals, failure));
}

/** Nothing in the frame handles the failure: its parent does, or the execution fails. */
export function failFrame(turn: Turn, frame: Frame, failure: Failure): undefined {
  const outside = new Failure(failure.error, failure.cause, undefined, failure.alias);
  if (frame.id === ROOT_FRAME || isFatal(turn, frame, failure)) failExecution(turn, frame, failure);
  else childFailed(turn, frame, outside);
}

function failExecution(turn: Turn, frame: Frame, failure: Failure): undefined {
  const root = turn.state.frames.get(ROOT_FRAME);
  if (root !== undefined) keepNextSteps(turn, root);
  const error = failure.error === undefined ? {} : { error: failure.error };
  const cause = failure.cause === undefined ? {} : { cause: failure.cause };
  const last = turn.events.at(-1);
  const previousEventId = last?.frame === frame.id ? last.id : frame.lastEventId;
  emit(turn, frame, { type: "ExecutionFailed", details: { ...error, ...cause }, previousEventId });
  turn.effects.push({ type: "ended" });
}
