import type { Command } from "./command.ts";
import type { CompiledDefinition } from "./definition.ts";
import type { Effect } from "./effect.ts";
import type { ExecutionState } from "./execution-state.ts";
import type { HistoryEvent } from "./history-event.ts";
import { hearOfMapRun, hearOfTask, wake } from "./news.ts";
import { goOn, putOff } from "./put-off.ts";
import type { Facts } from "./scope.ts";
import { enterState, runAgain } from "./states/run-state.ts";
import { startTask } from "./states/task.ts";
import { HistoryFull, type Turn, taskOf } from "./turn.ts";
import { exceedHistory, failWhole, redrive, start, stop, timeOutExecution } from "./whole-execution.ts";

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
export function decide(options: DecideOptions): Decision {
  const { definition, state, command, facts, region, isLong = () => false } = options;
  const turn: Turn = { definition, state, facts, region, events: [], effects: [], ready: [], bytes: 0 };
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
