import type { Command, CommandOf } from "./command.ts";
import type { Frame } from "./execution-state.ts";
import { ErrorName, Failure } from "./failure.ts";
import { failMapRun, succeedMapRun } from "./states/map-run.ts";
import { runState } from "./states/run-state.ts";
import { endWait } from "./states/simple.ts";
import {
  failTask,
  type OverdueTask,
  startActivity,
  submitTask,
  succeedTask,
  timeOutTasks,
} from "./states/task.ts";
import { currentState, mapOf, type Turn, taskOf } from "./turn.ts";

type Keyed = Exclude<Command, { type: "start" | "stop" | "fail" | "redrive" | "continue" }>;

/** The frame that a command speaks of, when it still waits for the event that the command names. */
function waitingFrame(turn: Turn, { frame: id, eventId }: Keyed): Frame | undefined {
  const frame = turn.state.frames.get(id);
  return frame?.pending?.eventId === eventId ? frame : undefined;
}

/** A frame's timer rang. */
export function wake(turn: Turn, command: CommandOf<"timer">): undefined {
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

/** The task whose timer rang, and those that are due by now too, in the order in which their frames came to be. */
function overdueTasks(turn: Turn, rang: OverdueTask): OverdueTask[] {
  const { pending } = rang.frame;
  const ownAtMs = pending?.kind === "task" ? (pending.timeoutAtMs ?? 0) : 0;
  const untilMs = Math.max(turn.facts.nowMs, ownAtMs);
  const due = [...turn.state.frames.values()].filter(
    (frame) => frame === rang.frame || isDue(frame, untilMs),
  );
  return due.map((frame) => ({ frame, state: taskOf(turn, frame) }));
}

function isDue({ pending }: Frame, untilMs: number): boolean {
  return pending?.kind === "task" && (pending.timeoutAtMs ?? Infinity) <= untilMs;
}

/** There is news of a task. */
export function hearOfTask(
  turn: Turn,
  command: Extract<Keyed, { type: `task-${string}` | "activity-started" }>,
): undefined {
  const frame = waitingFrame(turn, command);
  if (frame?.pending?.kind !== "task") return;
  const state = taskOf(turn, frame);
  if (command.type === "activity-started") startActivity(turn, frame, command.workerName);
  else if (command.type === "task-submitted") submitTask(turn, frame, { state, output: command.output });
  else if (command.type === "task-succeeded") succeedTask(turn, frame, { state, output: command.output });
  else failTask(turn, frame, { state, failure: command.failure, submission: command.submission });
}

/** A map run is over. */
export function hearOfMapRun(turn: Turn, command: Extract<Keyed, { type: `map-run-${string}` }>): undefined {
  const frame = waitingFrame(turn, command);
  if (frame?.pending?.kind !== "mapRun") return;
  const state = mapOf(turn, frame);
  turn.effects.push({ type: "disarm", frame: frame.id, eventId: command.eventId });
  if (command.type === "map-run-succeeded") succeedMapRun(turn, frame, { state, output: command.output });
  else failMapRun(turn, frame, { state, failure: command.failure });
}
