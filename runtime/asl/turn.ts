import type { CompiledDefinition, CompiledState } from "./definition.ts";
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
  /** Frames that can go on at once, in order. */
  readonly ready: Step[];
}

/** An event of a frame that is to be appended. */
export interface NewEvent {
  readonly type: HistoryEventType;
  readonly details?: EventDetails;
  /** Instead of the last event of the frame. */
  readonly previousEventId?: number;
}

/** The most events a Standard execution may have, as on AWS: the last of them is its failure. */
export const MOST_EVENTS = 25_000;

/** Appends an event to the decision and folds it at once. */
export function emit(
  turn: Turn,
  frame: Pick<Frame, "id" | "lastEventId">,
  { type, details, previousEventId }: NewEvent,
): HistoryEvent {
  const event: HistoryEvent = {
    id: turn.state.lastEventId + 1,
    previousEventId: previousEventId ?? frame.lastEventId,
    type,
    timestampMs: turn.facts.nowMs,
    details,
    frame: frame.id,
    notes: undefined,
  };
  turn.events.push(event);
  evolve(turn.state, event);
  return event;
}

/** Attaches a hidden fact to the last event of the decision and folds it. */
export function addNote(turn: Turn, note: Note): void {
  const event = turn.events.at(-1);
  if (event === undefined) throw new Error(`no event to attach the note ${note.note} to`);
  if (event.notes === undefined) event.notes = [note];
  else event.notes.push(note);
  evolveNote(turn.state, note, event.id);
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
