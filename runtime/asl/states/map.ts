import { countLarge, exceedsPayloadLimit, shownJson } from "../data-limit.ts";
import type { MapState } from "../definition.ts";
import type { Frame } from "../execution-state.ts";
import { ErrorName, Failure } from "../failure.ts";
import type { Json } from "../json.ts";
import { completeState, evaluated, evaluationFailure, failState, scopeOf, tooLarge } from "../transition.ts";
import { addNote, emit, type Turn } from "../turn.ts";
import { abandonFork } from "./fork.ts";
import { runDistributedMap } from "./map-run.ts";

/** Runs a Map state in its mode. */
export function runMap(turn: Turn, frame: Frame, state: MapState): undefined {
  if (state.distributed === undefined) runInlineMap(turn, frame, state);
  else runDistributedMap(turn, frame, state);
}

/** Runs an inline Map: evaluates its items once, then opens iterations up to the concurrency allowed. */
function runInlineMap(turn: Turn, frame: Frame, state: MapState): undefined {
  const scope = scopeOf(turn, frame);
  const maxConcurrency = evaluated(frame, state.maxConcurrency?.(scope) ?? 0);
  if (maxConcurrency instanceof Failure) return failState(turn, frame, state, maxConcurrency);
  const items = evaluated(frame, (state.items ?? state.flow.argument)(scope));
  if (items instanceof Failure) return failState(turn, frame, state, items);
  if (!Array.isArray(items)) return failState(turn, frame, state, notAnArray(frame, items));
  emit(turn, frame, { type: "MapStateStarted", details: { length: items.length } });
  const children = items.length;
  addNote(turn, {
    note: "forked",
    frame: frame.id,
    children,
    items,
    maxConcurrency: maxConcurrency as number,
  });
  if (children === 0) return completeEmpty(turn, frame, state);
  openIterations(turn, frame, state);
}

function notAnArray(frame: Frame, items: Json): Failure {
  const cause = `Reference path "$" must point to array. Got ${shownJson(items)}`;
  return evaluationFailure(frame, new Failure(ErrorName.runtime, cause));
}

function completeEmpty(turn: Turn, frame: Frame, state: MapState): undefined {
  const afterEventId = frame.lastEventId;
  emit(turn, frame, { type: "MapStateSucceeded" });
  addNote(turn, { note: "joined", frame: frame.id, afterEventId });
  completeState(turn, frame, state, { result: [] });
}

function openIterations(turn: Turn, frame: Frame, state: MapState): undefined {
  const fork = frame.fork;
  if (fork === undefined) throw new Error(`frame ${frame.id} has no fork`);
  const limit = fork.maxConcurrency > 0 ? Math.min(fork.maxConcurrency, fork.children) : fork.children;
  while (frame.fork === fork && fork.opened < limit)
    openIteration(turn, frame, { state, afterEventId: fork.eventId });
}

/** Starts the next iteration of a Map. */
export function openIteration(
  turn: Turn,
  frame: Frame,
  { state, afterEventId }: { readonly state: MapState; readonly afterEventId: number },
): undefined {
  const fork = frame.fork;
  if (fork === undefined) throw new Error(`frame ${frame.id} has no fork`);
  const index = fork.opened;
  const id = turn.state.lastFrameId + 1;
  emit(
    turn,
    { id, lastEventId: afterEventId },
    { type: "MapIterationStarted", details: { name: state.name, index } },
  );
  addNote(turn, { note: "opened", frame: id, parent: frame.id, index, block: state.processor.id });
  const child = turn.state.frames.get(id);
  if (child === undefined) throw new Error(`frame ${id} was not opened`);
  enterIteration(turn, frame, { state, child });
}

/** Gives an iteration its input; the whole Map fails when there is none to be made. */
export function enterIteration(
  turn: Turn,
  frame: Frame,
  { state, child }: { readonly state: MapState; readonly child: Frame },
): undefined {
  const input = iterationInput(turn, frame, { state, child });
  if (input instanceof Failure) return abandonFork(turn, frame, { state, failure: input });
  turn.ready.push({ kind: "enter", frame: child, stateName: state.processor.startAt, input });
}

function iterationInput(
  turn: Turn,
  frame: Frame,
  { state, child }: { readonly state: MapState; readonly child: Frame },
): Json | Failure {
  const item = frame.fork?.items?.[child.index] ?? null;
  if (state.itemSelector === undefined) {
    countLarge(item);
    return item;
  }
  const scope = scopeOf(turn, frame);
  const context = () => ({ ...scope.context(), Map: { Item: { Index: child.index, Value: item } } });
  const selected = evaluated(frame, state.itemSelector({ ...scope, context }));
  return !(selected instanceof Failure) && exceedsPayloadLimit(selected) ? tooLarge(state.name) : selected;
}
