import type { ExecutionState, Fork, Frame } from "./execution-state.ts";
import { ErrorName } from "./failure.ts";
import type { Note } from "./history-event.ts";
import type { Json } from "./json.ts";

/** No retrier has retried anything. */
export const NO_ATTEMPTS: number[] = [];

/** A branch or iteration came to be. */
export function openFrame(
  state: ExecutionState,
  note: Extract<Note, { note: "opened" }>,
  eventId: number,
): undefined {
  const parent = state.frames.get(note.parent);
  if (parent?.fork === undefined) return;
  const child = newFrame({ id: note.frame, parent, index: note.index, block: note.block });
  child.variables = parent.variables;
  child.lastEventId = eventId;
  state.frames.set(child.id, child);
  state.lastFrameId = Math.max(state.lastFrameId, child.id);
  parent.fork.opened += 1;
  parent.fork.alive.add(child.id);
}

/** A branch or iteration ended with a result. */
export function completeFrame(state: ExecutionState, frame: Frame, output: Json): undefined {
  state.frames.delete(frame.id);
  const fork = frame.parent?.fork;
  if (frame.parent === undefined || fork === undefined) return;
  fork.alive.delete(frame.id);
  fork.results[frame.index] = output;
  fork.completed += 1;
}

/** Takes a frame's children out of the execution; those that had not ended are kept aside for a redrive. */
export function dropChildren(state: ExecutionState, frame: Frame): undefined {
  const { fork } = frame;
  if (fork === undefined) return;
  const frames: Frame[] = [];
  for (const id of fork.alive) {
    const child = state.frames.get(id);
    if (child === undefined) continue;
    dropChildren(state, child);
    state.frames.delete(id);
    frames.push(child);
  }
  frame.fork = undefined;
  if (fork.completed < fork.children) frame.remains = { fork, frames };
}

/** The children of a Parallel or Map state that begins. */
export function newFork(note: Extract<Note, { note: "forked" }>, eventId: number): Fork {
  const { children, items, maxConcurrency } = note;
  return { eventId, children, items, maxConcurrency, results: [], opened: 0, completed: 0, alive: new Set() };
}

/**
 * A frame that has entered nothing yet. Written out: V8 forgets the shape of what is copied from something else, and all code
 * compiled for it, whenever no frame is left.
 */
export function newFrame({
  id,
  parent,
  index,
  block,
}: Pick<Frame, "id" | "parent" | "index" | "block">): Frame {
  return {
    id,
    parent,
    index,
    block,
    lastEventId: 0,
    variables: {},
    stateName: "",
    input: null,
    enteredEventId: 0,
    enteredAfterEventId: 0,
    enteredAtMs: 0,
    attempts: NO_ATTEMPTS,
    retryCount: 0,
    pending: undefined,
    fork: undefined,
    next: undefined,
    remains: undefined,
    mapRun: undefined,
  };
}

/** Errors after which a failed fork or map run is run anew as a whole, with what had succeeded in it. */
const RUN_ANEW: ReadonlySet<string | undefined> = new Set([ErrorName.dataLimitExceeded]);
const MAP_RUN_ANEW: ReadonlySet<string | undefined> = new Set([
  ErrorName.dataLimitExceeded,
  ErrorName.runtime,
]);

/** Brings a frame back, with what is left of its children. */
export function revive(
  state: ExecutionState,
  frame: Frame,
  redrive: { readonly error: string | undefined; readonly eventId: number },
): undefined {
  const { remains } = frame;
  state.frames.set(frame.id, frame);
  frame.lastEventId = redrive.eventId;
  frame.pending = undefined;
  frame.attempts = NO_ATTEMPTS;
  frame.retryCount = 0;
  frame.remains = undefined;
  if (MAP_RUN_ANEW.has(redrive.error)) frame.mapRun = undefined;
  if (remains === undefined || RUN_ANEW.has(redrive.error)) return;
  frame.fork = { ...remains.fork, alive: new Set(remains.frames.map(({ id }) => id)) };
  for (const child of remains.frames) revive(state, child, redrive);
}
