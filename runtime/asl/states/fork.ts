import type { CompiledState } from "../definition.ts";
import type { Frame } from "../execution-state.ts";
import type { Failure } from "../failure.ts";
import type { HistoryEventType } from "../history-event.ts";
import type { Json } from "../json.ts";
import { completeState, failState, isFatal } from "../transition.ts";
import { addNote, currentState, emit, type Step, type Turn } from "../turn.ts";
import { openIteration } from "./map.ts";

/** A branch or an iteration ended with an output: start the next one, or end the fork when it was the last. */
export function childCompleted(turn: Turn, child: Frame, output: Json): undefined {
  const parent = child.parent;
  if (parent?.fork === undefined) throw new Error(`frame ${child.id} has no fork to return to`);
  const state = currentState(turn, parent);
  const exitEventId = child.lastEventId;
  if (state.type === "Map")
    emit(turn, child, { type: "MapIterationSucceeded", details: iteration(state, child) });
  const afterEventId = child.lastEventId;
  addNote(turn, { note: "completed", frame: child.id, output });
  const { fork } = parent;
  if (state.type === "Map" && fork.opened < fork.children)
    openIteration(turn, parent, { state, afterEventId: exitEventId });
  if (fork.completed === fork.children)
    completeFork(turn, parent, { state, results: fork.results, afterEventId });
}

interface Joining {
  readonly state: CompiledState;
  readonly results: readonly Json[];
  readonly afterEventId: number;
}

/** Ends a Parallel or Map state whose children have all ended. */
export function completeFork(turn: Turn, frame: Frame, { state, results, afterEventId }: Joining): undefined {
  emit(turn, frame, {
    type: `${state.type}StateSucceeded` as HistoryEventType,
    previousEventId: afterEventId,
  });
  addNote(turn, { note: "joined", frame: frame.id, afterEventId });
  completeState(turn, frame, state, { result: results });
}

/** A branch or iteration failed: its siblings are aborted, and the state that forked them fails. */
export function childFailed(turn: Turn, child: Frame, failure: Failure): undefined {
  const parent = child.parent;
  if (parent?.fork === undefined) throw new Error(`frame ${child.id} has no fork to fail`);
  const state = currentState(turn, parent);
  const afterEventId = child.lastEventId;
  if (state.type === "Map")
    emit(turn, child, { type: "MapIterationFailed", details: iteration(state, child) });
  if (turn.definition.blocks[child.block]?.states.get(child.stateName)?.type === "Task") {
    emit(turn, child, { type: "TaskStateAborted" });
  }
  for (const sibling of childrenOf(turn, parent))
    if (sibling !== child) abortChild(turn, sibling, { state, afterEventId });
  keepNextSteps(turn, parent);
  addNote(turn, { note: "joined", frame: parent.id, afterEventId });
  failState(turn, parent, state, failure);
}

/** A Map that fails by itself gives up what it has begun. */
export function abandonFork(
  turn: Turn,
  frame: Frame,
  { state, failure }: { readonly state: CompiledState; readonly failure: Failure },
): undefined {
  if (isFatal(turn, frame, failure)) return failState(turn, frame, state, failure);
  const afterEventId = frame.lastEventId;
  for (const child of childrenOf(turn, frame))
    if (child.stateName !== "") abortChild(turn, child, { state, afterEventId });
  keepNextSteps(turn, frame);
  addNote(turn, { note: "joined", frame: frame.id, afterEventId });
  failState(turn, frame, state, failure);
}

/** Writes down where those children that are between two states would have gone, for a redrive. */
export function keepNextSteps(turn: Turn, parent: Frame): undefined {
  const last = new Map<Frame, Step>();
  for (const step of turn.ready) last.set(step.frame, step);
  for (const [frame, step] of last) {
    if (step.kind !== "enter" || frame.stateName !== "" || !isBelow(frame, parent)) continue;
    if (turn.state.frames.get(frame.id) !== frame) continue;
    const { stateName, input } = step;
    addNote(turn, { note: "next", frame: frame.id, stateName, input });
  }
}

function isBelow(frame: Frame, ancestor: Frame): boolean {
  for (let above = frame.parent; above !== undefined; above = above.parent)
    if (above === ancestor) return true;
  return false;
}

function childrenOf(turn: Turn, parent: Frame): Frame[] {
  const ids = [...(parent.fork?.alive ?? [])];
  return ids.map((id) => turn.state.frames.get(id)).filter((child) => child !== undefined);
}

function abortChild(
  turn: Turn,
  child: Frame,
  { state, afterEventId }: { readonly state: CompiledState; readonly afterEventId: number },
): undefined {
  if (state.type === "Map") {
    const details = iteration(state, child);
    emit(turn, child, { type: "MapIterationAborted", details, previousEventId: afterEventId });
  }
  abortFrame(turn, child, afterEventId);
}

function iteration(state: CompiledState, child: Frame): { name: string; index: number } {
  return { name: state.name, index: child.index };
}

/** Aborts what a frame does, innermost first. */
function abortFrame(turn: Turn, frame: Frame, previousEventId: number): undefined {
  for (const child of childrenOf(turn, frame)) abortFrame(turn, child, previousEventId);
  if (frame.pending !== undefined)
    turn.effects.push({ type: "disarm", frame: frame.id, eventId: frame.pending.eventId });
  if (frame.stateName === "") return;
  const type = ABORTED[currentState(turn, frame).type];
  if (type !== undefined) emit(turn, frame, { type, previousEventId });
}

const ABORTED: Partial<Record<CompiledState["type"], HistoryEventType>> = {
  Task: "TaskStateAborted",
  Wait: "WaitStateAborted",
  Parallel: "ParallelStateAborted",
  Map: "MapStateAborted",
};
