import type { CompiledState } from "../definition.ts";
import type { Frame } from "../execution-state.ts";
import type { HistoryEventType } from "../history-event.ts";
import type { Json } from "../json.ts";
import { currentState, emit, stateNamed, type Turn } from "../turn.ts";
import { runMap } from "./map.ts";
import { redriveMapRun } from "./map-run.ts";
import { runParallel } from "./parallel.ts";
import { runChoice, runFail, runPass, runSucceed, runWait } from "./simple.ts";
import { runTask } from "./task.ts";

/** Enters a state and runs it as far as it goes without waiting. */
export function enterState(
  turn: Turn,
  frame: Frame,
  { name, input }: { name: string; input: Json },
): undefined {
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
export function runAgain(turn: Turn, frame: Frame): undefined {
  const state = currentState(turn, frame);
  if (state.type === "Map" && frame.mapRun !== undefined) return redriveMapRun(turn, frame, state);
  runState(turn, frame, state);
}

/** Runs the state that a frame is in. */
export function runState(turn: Turn, frame: Frame, state: CompiledState): undefined {
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
