import { exceedsPayloadLimit } from "../data-limit.ts";
import type { ParallelState } from "../definition.ts";
import type { Frame } from "../execution-state.ts";
import { Failure } from "../failure.ts";
import { evaluated, failState, scopeOf, tooLarge } from "../transition.ts";
import { addNote, emit, type Turn } from "../turn.ts";

/** Runs a Parallel state: one child frame a branch, all given the same input. */
export function runParallel(turn: Turn, frame: Frame, state: ParallelState): undefined {
  const input = evaluated(frame, state.flow.argument(scopeOf(turn, frame)));
  if (input instanceof Failure) return failState(turn, frame, state, input);
  if (input !== frame.input && exceedsPayloadLimit(input))
    return failState(turn, frame, state, tooLarge(state.name));
  emit(turn, frame, { type: "ParallelStateStarted" });
  addNote(turn, { note: "forked", frame: frame.id, children: state.branches.length, maxConcurrency: 0 });
  for (const [index, branch] of state.branches.entries()) {
    const id = turn.state.lastFrameId + 1;
    addNote(turn, { note: "opened", frame: id, parent: frame.id, index, block: branch.id });
    const child = turn.state.frames.get(id);
    if (child === undefined) throw new Error(`frame ${id} was not opened`);
    turn.ready.push({ kind: "enter", frame: child, stateName: branch.startAt, input });
  }
}
