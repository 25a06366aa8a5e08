import { countLarge } from "./data-limit.ts";
import type { CompiledDefinition, CompiledState, MapState, TaskState } from "./definition.ts";
import type { Effect, TimerPurpose } from "./effect.ts";
import { type ExecutionState, type Frame, ROOT_FRAME } from "./execution-state.ts";
import { ErrorName, Failure } from "./failure.ts";
import type { EventDetails, HistoryEvent, HistoryEventType } from "./history-event.ts";
import type { Json } from "./json.ts";
import type { Facts } from "./scope.ts";
import { runMap } from "./states/map.ts";
import { failMapRun, redriveMapRun, requestMapRun, succeedMapRun } from "./states/map-run.ts";
import { runParallel } from "./states/parallel.ts";
import { reviveFrames } from "./states/redrive.ts";
import { endWait, momentOf, runChoice, runFail, runPass, runSucceed, runWait } from "./states/simple.ts";
import {
  failTask,
  type OverdueTask,
  requestTask,
  runTask,
  startActivity,
  startTask,
  submitTask,
  succeedTask,
  timeOutTasks,
} from "./states/task.ts";
import { failFrame } from "./transition.ts";
import {
  addNote,
  currentState,
  emit,
  HistoryFull,
  MOST_EVENTS,
  type NewEvent,
  type Step,
  stateNamed,
  type Turn,
} from "./turn.ts";

/** What can happen to an execution. `frame` and `eventId` say which wait it ends; one that is over is ignored. */
export type Command =
  | {
      readonly type: "map-run-succeeded";
      readonly frame: number;
      readonly eventId: number;
      readonly output: Json;
    }
  | {
      readonly type: "map-run-failed";
      readonly frame: number;
      readonly eventId: number;
      readonly failure: Failure;
    }
  | { readonly type: "start"; readonly input: Json; readonly details?: EventDetails }
  | {
      readonly type: "task-submitted";
      readonly frame: number;
      readonly eventId: number;
      readonly output: Json;
    }
  | {
      readonly type: "task-succeeded";
      readonly frame: number;
      readonly eventId: number;
      readonly output: Json;
    }
  | {
      readonly type: "task-failed";
      readonly frame: number;
      readonly eventId: number;
      readonly failure: Failure;
    }
  | {
      readonly type: "activity-started";
      readonly frame: number;
      readonly eventId: number;
      readonly workerName: string | undefined;
    }
  | {
      readonly type: "timer";
      readonly frame: number;
      readonly eventId: number;
      readonly purpose: TimerPurpose;
    }
  | { readonly type: "fail"; readonly failure: Failure; readonly input: Json }
  /** Goes on with a decision that was cut short. */
  | { readonly type: "continue" }
  | { readonly type: "stop"; readonly error: string | undefined; readonly cause: string | undefined }
  /** Goes on from where the execution ended without success; Express workflows start again. */
  | { readonly type: "redrive"; readonly fromStart: boolean };

/** What a command leads to: events to append (already folded into the state), then effects to perform. */
export interface Decision {
  readonly events: readonly HistoryEvent[];
  readonly effects: readonly Effect[];
}

export interface DecideOptions {
  readonly definition: CompiledDefinition;
  /** Advanced in place by the events returned: whoever cannot append them must drop the state. */
  readonly state: ExecutionState;
  readonly command: Command;
  readonly facts: Facts;
  readonly region: string;
  /** Whether a decision of so many events and bytes is to be cut short here, so that others get their turn. */
  readonly isLong?: (events: number, bytes: number) => boolean;
}

/**
 * Takes the one step that a command allows, and all that follow from it without waiting for anything, unless that
 * gets too long: then the rest is noted, and asked for by the effect `continue`.
 */
export function decide({ command, isLong = () => false, ...given }: DecideOptions): Decision {
  const turn: Turn = { ...given, events: [], effects: [], ready: [], bytes: 0 };
  const { state } = turn;
  if (command.type === "redrive" ? state.unfinished === undefined : state.status !== "RUNNING") return turn;
  try {
    begin(turn, command);
    run(turn, isLong);
  } catch (error) {
    if (!(error instanceof HistoryFull)) throw error;
    exceedHistory(turn);
  }
  return turn;
}

function run(turn: Turn, isLong: NonNullable<DecideOptions["isLong"]>): undefined {
  for (let at = 0; at < turn.ready.length; at++) {
    const step = turn.ready[at];
    if (step === undefined || turn.state.status !== "RUNNING") return;
    const { frame } = step;
    if (turn.state.frames.get(frame.id) !== frame) continue;
    if (step.kind === "start-task") startTask(turn, frame, taskOf(turn, frame));
    else if (step.kind === "run-again") runAgain(turn, frame);
    else if (turn.events.length > 0 && isLong(turn.events.length, turn.bytes)) putOff(turn, step);
    else enterState(turn, frame, { name: step.stateName, input: step.input });
    if (at > 1000) at -= turn.ready.splice(0, at + 1).length;
  }
}

/** Notes where a frame is to go on; the first that is put off asks for the next decision. */
function putOff(turn: Turn, { frame, stateName, input }: Extract<Step, { kind: "enter" }>): undefined {
  if (frame.next?.stateName !== stateName || frame.next.input !== input)
    addNote(turn, { note: "next", frame: frame.id, stateName, input });
  if (turn.effects.at(-1)?.type !== "continue") turn.effects.push({ type: "continue" });
}

/** Takes up the frames that were put off, in the order in which they got there. */
function goOn(turn: Turn): undefined {
  const frames = [...turn.state.frames.values()].filter(isPutOff);
  frames.sort((left, right) => left.lastEventId - right.lastEventId);
  for (const frame of frames) if (frame.next) turn.ready.push({ kind: "enter", frame, ...frame.next });
}

function isPutOff(frame: Frame): boolean {
  return frame.next !== undefined && frame.pending === undefined && frame.fork === undefined;
}

function exceedHistory(turn: Turn): undefined {
  const { mostEvents = MOST_EVENTS } = turn.state.identity;
  const root = turn.state.frames.get(ROOT_FRAME);
  if (root === undefined) return;
  const cause = `The execution reached the maximum number of history events (${mostEvents}).`;
  failFrame(turn, root, new Failure(ErrorName.runtime, cause));
}

function enterState(turn: Turn, frame: Frame, { name, input }: { name: string; input: Json }): undefined {
  const state = stateNamed(turn, frame, name);
  emit(turn, frame, { type: ENTERED[state.type], details: { name, input } });
  runState(turn, frame, state);
}

const ENTERED = {
  Pass: "PassStateEntered",
  Succeed: "SucceedStateEntered",
  Fail: "FailStateEntered",
  Wait: "WaitStateEntered",
  Choice: "ChoiceStateEntered",
  Task: "TaskStateEntered",
  Parallel: "ParallelStateEntered",
  Map: "MapStateEntered",
} as const satisfies Record<CompiledState["type"], HistoryEventType>;

/** A state that did not end runs again, without being entered again; a map run of it goes on. */
function runAgain(turn: Turn, frame: Frame): undefined {
  const state = currentState(turn, frame);
  if (state.type === "Map" && frame.mapRun !== undefined) return redriveMapRun(turn, frame, state);
  runState(turn, frame, state);
}

function runState(turn: Turn, frame: Frame, state: CompiledState): undefined {
  switch (state.type) {
    case "Pass":
      return runPass(turn, frame, state);
    case "Succeed":
      return runSucceed(turn, frame, state);
    case "Fail":
      return runFail(turn, frame, state);
    case "Wait":
      return runWait(turn, frame, state);
    case "Choice":
      return runChoice(turn, frame, state);
    case "Task":
      return runTask(turn, frame, state);
    case "Parallel":
      return runParallel(turn, frame, state);
    case "Map":
      return runMap(turn, frame, state);
  }
}

function begin(turn: Turn, command: Command): undefined {
  switch (command.type) {
    case "start":
      return start(turn, command);
    case "fail":
      return failWhole(turn, command);
    case "continue":
      return goOn(turn);
    case "stop":
      return stop(turn, command);
    case "redrive":
      return redrive(turn, command);
    case "timer":
      return command.purpose === "execution" ? timeOutExecution(turn) : wake(turn, command);
    case "map-run-succeeded":
    case "map-run-failed":
      return hearOfMapRun(turn, command);
    case "task-submitted":
    case "task-succeeded":
    case "task-failed":
    case "activity-started":
      return hearOfTask(turn, command);
  }
}

function start(turn: Turn, { input, details }: Extract<Command, { type: "start" }>): undefined {
  const { roleArn } = turn.state.identity;
  emit(
    turn,
    { id: ROOT_FRAME, lastEventId: 0 },
    { type: "ExecutionStarted", details: { input, roleArn, ...details } },
  );
  const block = turn.definition.blocks[0];
  const frame = turn.state.frames.get(ROOT_FRAME);
  if (block === undefined || frame === undefined) throw new Error("a definition has at least one block");
  armExecution(turn);
  countLarge(input);
  turn.ready.push({ kind: "enter", frame, stateName: block.startAt, input });
}

function redrive(turn: Turn, { fromStart }: Extract<Command, { type: "redrive" }>): undefined {
  if (fromStart) return start(turn, { type: "start", input: turn.state.input });
  reviveFrames(turn);
  armExecution(turn);
}

const YEAR_SECONDS = 31_536_000;

/** Asks for the timer that ends the whole execution. */
function armExecution(turn: Turn): undefined {
  const { timeoutSeconds = YEAR_SECONDS } = turn.definition;
  const { startedAtMs, redrivenAtMs = startedAtMs, identity } = turn.state;
  const { longestSeconds = YEAR_SECONDS } = identity;
  const timeoutAtMs = redrivenAtMs + timeoutSeconds * 1000;
  const atMs = Math.min(timeoutAtMs, startedAtMs + Math.min(longestSeconds, YEAR_SECONDS) * 1000);
  turn.effects.push({ type: "arm", frame: ROOT_FRAME, eventId: 0, purpose: "execution", atMs });
}

/** Fails the execution whatever it does, also when not even its start was decided. */
function failWhole(turn: Turn, { failure, input }: Extract<Command, { type: "fail" }>): undefined {
  const { frames, identity } = turn.state;
  if (!frames.has(ROOT_FRAME)) {
    const details = { input, roleArn: identity.roleArn };
    emit(turn, { id: ROOT_FRAME, lastEventId: 0 }, { type: "ExecutionStarted", details });
  }
  const root = frames.get(ROOT_FRAME);
  if (root !== undefined) failFrame(turn, root, failure);
}

function stop(turn: Turn, { error, cause }: Extract<Command, { type: "stop" }>): undefined {
  const details = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
  end(turn, { type: "ExecutionAborted", details, previousEventId: 0 });
}

function timeOutExecution(turn: Turn): undefined {
  end(turn, { type: "ExecutionTimedOut", details: {}, previousEventId: turn.state.lastEventId });
}

function end(turn: Turn, event: NewEvent): undefined {
  const root = turn.state.frames.get(ROOT_FRAME);
  if (root === undefined) return;
  emit(turn, root, event);
  turn.effects.push({ type: "ended" });
}

type Keyed = Exclude<Command, { type: "start" | "stop" | "fail" | "redrive" | "continue" }>;

/** The frame that a command speaks of, when it still waits for the event that the command names. */
function waitingFrame(turn: Turn, { frame: id, eventId }: Keyed): Frame | undefined {
  const frame = turn.state.frames.get(id);
  return frame?.pending?.eventId === eventId ? frame : undefined;
}

function wake(turn: Turn, command: Extract<Command, { type: "timer" }>): undefined {
  const frame = waitingFrame(turn, command);
  if (frame === undefined) return;
  const state = currentState(turn, frame);
  if (command.purpose === "retry" && frame.pending?.kind === "retry") return runState(turn, frame, state);
  if (command.purpose === "wait" && state.type === "Wait") return endWait(turn, frame, state);
  if (frame.pending?.kind !== "task" || state.type !== "Task") return;
  if (command.purpose === "timeout")
    return timeOutTasks(turn, overdueTasks(turn, { frame, state }), new Failure(ErrorName.timeout));
  const failure = new Failure(ErrorName.timeout, undefined, undefined, ErrorName.heartbeatTimeout);
  failTask(turn, frame, { state, failure });
}

/** The task whose timer rang, and those that are due by now too. */
function overdueTasks(turn: Turn, first: OverdueTask): OverdueTask[] {
  const overdue = [first];
  const ownAtMs = first.frame.pending?.kind === "task" ? (first.frame.pending.timeoutAtMs ?? 0) : 0;
  const untilMs = Math.max(turn.facts.nowMs, ownAtMs);
  for (const frame of turn.state.frames.values()) {
    const { pending } = frame;
    if (frame === first.frame || pending?.kind !== "task" || pending.timeoutAtMs === undefined) continue;
    if (pending.timeoutAtMs <= untilMs) overdue.push({ frame, state: taskOf(turn, frame) });
  }
  return overdue;
}

function hearOfTask(
  turn: Turn,
  command: Extract<Keyed, { type: `task-${string}` | "activity-started" }>,
): undefined {
  const frame = waitingFrame(turn, command);
  if (frame?.pending?.kind !== "task") return;
  const state = taskOf(turn, frame);
  if (command.type === "activity-started") startActivity(turn, frame, command.workerName);
  else if (command.type === "task-submitted") submitTask(turn, frame, { state, output: command.output });
  else if (command.type === "task-succeeded") succeedTask(turn, frame, { state, output: command.output });
  else failTask(turn, frame, { state, failure: command.failure });
}

function hearOfMapRun(turn: Turn, command: Extract<Keyed, { type: `map-run-${string}` }>): undefined {
  const frame = waitingFrame(turn, command);
  if (frame?.pending?.kind !== "mapRun") return;
  const state = mapOf(turn, frame);
  turn.effects.push({ type: "disarm", frame: frame.id, eventId: command.eventId });
  if (command.type === "map-run-succeeded") succeedMapRun(turn, frame, { state, output: command.output });
  else failMapRun(turn, frame, { state, failure: command.failure });
}

function mapOf(turn: Turn, frame: Frame): MapState {
  const state = currentState(turn, frame);
  if (state.type !== "Map") throw new Error(`state ${state.name} is no Map`);
  return state;
}

function taskOf(turn: Turn, frame: Frame): TaskState {
  const state = currentState(turn, frame);
  if (state.type !== "Task") throw new Error(`state ${state.name} is no Task`);
  return state;
}

/**
 * The effects that an execution read back from its journal still has to perform: timers keep their deadlines,
 * tasks whose call was not known to have been answered are called again under the same event.
 */
export function resume({
  definition,
  state,
  facts,
  region,
}: Omit<DecideOptions, "command">): readonly Effect[] {
  const turn: Turn = { definition, state, facts, region, events: [], effects: [], ready: [], bytes: 0 };
  if (state.status !== "RUNNING") return [];
  armExecution(turn);
  for (const frame of state.frames.values()) resumeFrame(turn, frame);
  if ([...state.frames.values()].some(isPutOff)) turn.effects.push({ type: "continue" });
  return turn.effects;
}

function resumeFrame(turn: Turn, frame: Frame): undefined {
  const { pending } = frame;
  if (pending === undefined) return;
  if (pending.kind === "mapRun") return requestMapRun(turn, frame, mapOf(turn, frame));
  if (pending.kind !== "task") {
    const purpose = pending.kind === "retry" ? "retry" : "wait";
    const state = currentState(turn, frame);
    turn.effects.push({
      type: "arm",
      frame: frame.id,
      eventId: pending.eventId,
      purpose,
      atMs: pending.untilMs,
      ...(purpose === "wait" && state.type === "Wait" ? momentOf(state) : {}),
    });
    return;
  }
  requestTask(turn, frame, taskOf(turn, frame));
}
