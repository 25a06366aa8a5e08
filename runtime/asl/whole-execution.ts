import type { CommandOf } from "./command.ts";
import { countLarge } from "./data-limit.ts";
import { ROOT_FRAME } from "./execution-state.ts";
import { ErrorName, Failure } from "./failure.ts";
import { reviveFrames } from "./states/redrive.ts";
import { failFrame } from "./transition.ts";
import { emit, MOST_EVENTS, type NewEvent, type Turn } from "./turn.ts";

/** The first event of an execution, and its first state. */
export function start(turn: Turn, { input, details }: CommandOf<"start">): undefined {
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

/** Goes on with an execution that ended without success. */
export function redrive(turn: Turn, { fromStart }: CommandOf<"redrive">): undefined {
  if (fromStart) return start(turn, { type: "start", input: turn.state.input });
  reviveFrames(turn);
  armExecution(turn);
}

const YEAR_SECONDS = 31_536_000;

/** Asks for the timer that ends the whole execution. */
export function armExecution(turn: Turn): undefined {
  const { timeoutSeconds = YEAR_SECONDS } = turn.definition;
  const { startedAtMs, redrivenAtMs = startedAtMs, identity } = turn.state;
  const { longestSeconds = YEAR_SECONDS } = identity;
  const timeoutAtMs = redrivenAtMs + timeoutSeconds * 1000;
  const atMs = Math.min(timeoutAtMs, startedAtMs + Math.min(longestSeconds, YEAR_SECONDS) * 1000);
  turn.effects.push({ type: "arm", frame: ROOT_FRAME, eventId: 0, purpose: "execution", atMs });
}

/** Fails the execution whatever it does, also when not even its start was decided. */
export function failWhole(turn: Turn, { failure, input }: CommandOf<"fail">): undefined {
  const { frames, identity } = turn.state;
  if (!frames.has(ROOT_FRAME)) {
    const details = { input, roleArn: identity.roleArn };
    emit(turn, { id: ROOT_FRAME, lastEventId: 0 }, { type: "ExecutionStarted", details });
  }
  const root = frames.get(ROOT_FRAME);
  if (root !== undefined) failFrame(turn, root, failure);
}

/** Ends the execution because somebody asked for it. */
export function stop(turn: Turn, { error, cause }: CommandOf<"stop">): undefined {
  const details = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
  end(turn, { type: "ExecutionAborted", details, previousEventId: 0 });
}

/** Ends the execution because its time is over. */
export function timeOutExecution(turn: Turn): undefined {
  end(turn, { type: "ExecutionTimedOut", details: {}, previousEventId: turn.state.lastEventId });
}

function end(turn: Turn, event: NewEvent): undefined {
  const root = turn.state.frames.get(ROOT_FRAME);
  if (root === undefined) return;
  emit(turn, root, event);
  turn.effects.push({ type: "ended" });
}

/** Fails the execution because it has no room for another event. */
export function exceedHistory(turn: Turn): undefined {
  const { mostEvents = MOST_EVENTS } = turn.state.identity;
  const root = turn.state.frames.get(ROOT_FRAME);
  if (root === undefined) return;
  const cause = `The execution reached the maximum number of history events (${mostEvents}).`;
  failFrame(turn, root, new Failure(ErrorName.runtime, cause));
}
