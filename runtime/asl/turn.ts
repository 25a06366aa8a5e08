import { knownBytes } from "./data-limit.ts";
import type { CompiledDefinition, CompiledState, MapState, TaskState } from "./definition.ts";
import type { Effect } from "./effect.ts";
import { evolve, evolveNote } from "./evolve.ts";
import type { ExecutionState, Frame } from "./execution-state.ts";
import type { EventDetails, HistoryEvent, HistoryEventType, Note } from "./history-event.ts";
import type { Json } from "./json.ts";
import type { Facts } from "./scope.ts";

/** What a frame does next within the decision that is being taken: enter a state, start the task it scheduled, or redrive. */
export type Step =
  | { readonly kind: "enter"; readonly frame: Frame; readonly stateName: string; readonly input: Json }
  | { readonly kind: "start-task"; readonly frame: Frame; readonly eventId: number }
  | { readonly kind: "run-again"; readonly frame: Frame };

/** One decision in the making: what it knows, and what it has decided so far. */
export interface Turn {
  readonly definition: CompiledDefinition;
  readonly state: ExecutionState;
  readonly facts: Facts;
  readonly region: string;
  readonly events: HistoryEvent[];
  readonly effects: Effect[];
  /** About how much the events of this decision hold. */
  bytes: number;
  /** Frames that can go on at once, in order. */
  readonly ready: Step[];
}

/** An event of a frame that is to be appended. */
export interface NewEvent {
  readonly type: HistoryEventType;
  readonly details?: EventDetails | undefined;
  /** Instead of the last event of the frame. */
  readonly previousEventId?: number;
}

/** The most events a Standard execution may have, as on AWS: the last of them is its failure. */
export const MOST_EVENTS = 25_000;

/** The history has room for one event more, which is to be the execution's end. */
export class HistoryFull extends Error {
  override readonly name = "HistoryFull";
}

const ENDS: ReadonlySet<HistoryEventType> = new Set([
  "ExecutionSucceeded",
  "ExecutionFailed",
  "ExecutionTimedOut",
  "ExecutionAborted",
]);

/** Appends an event to the decision and folds it at once. Throws `HistoryFull`, which `decide` answers. */
export function emit(
  turn: Turn,
  frame: Pick<Frame, "id" | "lastEventId">,
  { type, details, previousEventId }: NewEvent,
): HistoryEvent {
  const id = turn.state.lastEventId + 1;
  if (id >= (turn.state.identity.mostEvents ?? MOST_EVENTS) && !ENDS.has(type)) throw new HistoryFull();
  turn.bytes += knownBytes(details?.output ?? details?.input);
  const event: HistoryEvent = {
    id,
    previousEventId: previousEventId ?? frame.lastEventId,
    type,
    timestampMs: turn.facts.nowMs,
    details,
    frame: frame.id,
  };
  turn.events.push(event);
  evolve(turn.state, event);
  if (turn.state.unsaved.length > 0) takeUnsaved(turn.state, event);
  return event;
}

function takeUnsaved(state: ExecutionState, event: HistoryEvent): undefined {
  event.notesBefore = state.unsaved;
  state.unsaved = [];
}

/**
 * Attaches a hidden fact to the last event of the decision and folds it. Without one (a retry fails like the attempt
 * before it) the next event of the execution takes it along; a crash until then only forgets that attempt.
 */
export function addNote(turn: Turn, note: Note): void {
  const event = turn.events.at(-1);
  if (event === undefined) turn.state.unsaved.push(note);
  else if (event.notes === undefined) event.notes = [note];
  else event.notes.push(note);
  evolveNote(turn.state, note, turn.state.lastEventId);
}

/** The state that a frame is in. */
export function currentState(turn: Turn, frame: Frame): CompiledState {
  return stateNamed(turn, frame, frame.stateName);
}

/** A state of the block that a frame runs. */
export function stateNamed(turn: Turn, frame: Frame, name: string): CompiledState {
  const state = turn.definition.blocks[frame.block]?.states.get(name);
  if (state === undefined) throw new Error(`block ${frame.block} has no state ${name}`);
  return state;
}

/** The Map that a frame is in. */
export function mapOf(turn: Turn, frame: Frame): MapState {
  const state = currentState(turn, frame);
  if (state.type !== "Map") throw new Error(`state ${state.name} is no Map`);
  return state;
}

/** The Task that a frame is in. */
export function taskOf(turn: Turn, frame: Frame): TaskState {
  const state = currentState(turn, frame);
  if (state.type !== "Task") throw new Error(`state ${state.name} is no Task`);
  return state;
}
