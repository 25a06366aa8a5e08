import { shownJson } from "../data-limit.ts";
import type { DistributedMap, MapState } from "../definition.ts";
import type { MapRunEffect } from "../effect.ts";
import type { Frame } from "../execution-state.ts";
import { ErrorName, Failure, type Outcome } from "../failure.ts";
import { isJsonObject, type Json } from "../json.ts";
import type { Evaluator } from "../query-language.ts";
import type { Scope } from "../scope.ts";
import { completeState, evaluated, evaluationFailure, failState, scopeOf } from "../transition.ts";
import { addNote, emit, type Turn } from "../turn.ts";

/** Runs a distributed Map: its iterations are executions of their own, which the driver starts and watches. */
export function runDistributedMap(turn: Turn, frame: Frame, state: MapState): undefined {
  const items = staticItems(turn, frame, state);
  if (items instanceof Failure) return failState(turn, frame, state, items);
  emit(turn, frame, { type: "MapStateStarted", details: { length: items?.length ?? 0 } });
  const settings = evaluateSettings(scopeOf(turn, frame), state);
  if (settings instanceof Failure) return failState(turn, frame, state, evaluationFailure(frame, settings));
  emit(turn, frame, { type: "MapRunStarted", details: { mapRunArn: mapRunArn(turn, state) } });
  requestMapRun(turn, frame, state);
}

const MOST_REDRIVES = 1000;

/** Goes on with the map run that the state had started: its unsuccessful child executions are redriven. */
export function redriveMapRun(turn: Turn, frame: Frame, state: MapState): undefined {
  const { arn = "", redriveCount = 0 } = frame.mapRun ?? {};
  if (redriveCount >= MOST_REDRIVES) {
    const cause = `The map run was redriven ${MOST_REDRIVES} times, which is as often as one can be.`;
    return failState(turn, frame, state, evaluationFailure(frame, new Failure(ErrorName.runtime, cause)));
  }
  const details = { mapRunArn: arn, redriveCount: redriveCount + 1 };
  emit(turn, frame, { type: "MapRunRedriven", details });
  requestMapRun(turn, frame, state);
}

/** Asks for the work of a map run, for the first time or again after a restart. */
export function requestMapRun(turn: Turn, frame: Frame, state: MapState): undefined {
  const { pending } = frame;
  if (pending?.kind !== "mapRun") return;
  const items = staticItems(turn, frame, state);
  const settings = evaluateSettings(scopeOf(turn, frame), state);
  if (items instanceof Failure || settings instanceof Failure || state.distributed === undefined) {
    throw new Error(`map run ${pending.mapRunArn} cannot be evaluated again`);
  }
  const { label, processor, executionType } = state.distributed;
  turn.effects.push({
    type: "map-run",
    frame: frame.id,
    eventId: pending.eventId,
    mapRunArn: pending.mapRunArn,
    label: label ?? state.name,
    redriveCount: frame.mapRun?.redriveCount ?? 0,
    processor,
    executionType,
    items,
    select: itemSelector(turn, frame, state),
    ...settings,
  });
}

/** The items that the state's own input holds; undefined when they are read from elsewhere. */
function staticItems(turn: Turn, frame: Frame, state: MapState): Outcome<readonly Json[] | undefined> {
  if (state.distributed?.reader !== undefined) return undefined;
  const items = evaluated(frame, (state.items ?? state.flow.argument)(scopeOf(turn, frame)));
  if (items instanceof Failure || Array.isArray(items)) return items;
  if (isJsonObject(items)) return Object.entries(items).map(([Key, Value]) => ({ Key, Value }));
  const cause = `Reference path "$" must point to array. Got ${shownJson(items)}`;
  return evaluationFailure(frame, new Failure(ErrorName.runtime, cause));
}

function itemSelector(turn: Turn, frame: Frame, state: MapState): MapRunEffect["select"] {
  const { itemSelector: select } = state;
  if (select === undefined) return ({ value }) => value;
  const scope = scopeOf(turn, frame);
  return ({ index: Index, value: Value, source: Source }) => {
    const context = () => ({ ...scope.context(), Map: { Item: { Index, Value, Source } } });
    return evaluated(frame, select({ ...scope, context }));
  };
}

type Settings = Pick<MapRunEffect, "maxConcurrency" | "tolerated" | "reader" | "batcher" | "writer">;

function evaluateSettings(scope: Scope, state: MapState): Outcome<Settings> {
  const map = state.distributed;
  if (map === undefined) throw new Error(`state ${state.name} is no distributed Map`);
  const maxConcurrency = numberOf(state.maxConcurrency, scope);
  if (maxConcurrency instanceof Failure) return maxConcurrency;
  const tolerated = evaluateTolerance(map, scope);
  if (tolerated instanceof Failure) return tolerated;
  const reader = evaluateReader(map, scope);
  if (reader instanceof Failure) return reader;
  const batcher = evaluateBatcher(map, scope);
  if (batcher instanceof Failure) return batcher;
  const parameters = map.writer?.parameters?.(scope) ?? null;
  if (parameters instanceof Failure) return parameters;
  const writer =
    map.writer === undefined
      ? undefined
      : { resource: map.writer.resource, parameters, config: map.writer.config };
  return { maxConcurrency: maxConcurrency ?? 0, tolerated, reader, batcher, writer };
}

function numberOf(evaluate: Evaluator | undefined, scope: Scope): Outcome<number | undefined> {
  const value = evaluate?.(scope);
  return value === undefined || value instanceof Failure ? value : Number(value);
}

function evaluateTolerance(map: DistributedMap, scope: Scope): Outcome<MapRunEffect["tolerated"]> {
  const count = numberOf(map.toleratedCount, scope);
  if (count instanceof Failure) return count;
  const percentage = numberOf(map.toleratedPercentage, scope);
  if (percentage instanceof Failure) return percentage;
  if (percentage !== undefined && !(percentage >= 0 && percentage <= 100)) {
    return new Failure(ErrorName.runtime, "ToleratedFailurePercentage must be between 0 and 100.");
  }
  if (count !== undefined && count < 0)
    return new Failure(ErrorName.runtime, "ToleratedFailureCount cannot be negative.");
  return { count, percentage };
}

function evaluateReader(map: DistributedMap, scope: Scope): Outcome<MapRunEffect["reader"]> {
  if (map.reader === undefined) return undefined;
  const parameters = map.reader.parameters(scope);
  if (parameters instanceof Failure) return parameters;
  const maxItems = numberOf(map.reader.maxItems, scope);
  if (maxItems instanceof Failure) return maxItems;
  return { resource: map.reader.resource, parameters, config: map.reader.config, maxItems };
}

function evaluateBatcher(map: DistributedMap, scope: Scope): Outcome<MapRunEffect["batcher"]> {
  if (map.batcher === undefined) return undefined;
  const maxItems = numberOf(map.batcher.maxItems, scope);
  if (maxItems instanceof Failure) return maxItems;
  const maxBytes = numberOf(map.batcher.maxBytes, scope);
  if (maxBytes instanceof Failure) return maxBytes;
  const input = map.batcher.input?.(scope);
  return input instanceof Failure ? input : { maxItems, maxBytes, input };
}

function mapRunArn(turn: Turn, state: MapState): string {
  const [, , , , accountId] = turn.state.identity.arn.split(":");
  const label = state.distributed?.label ?? turn.facts.uuid();
  const machine = turn.state.identity.stateMachineName;
  return `arn:aws:states:${turn.region}:${accountId}:mapRun:${machine}/${label}:${turn.facts.uuid()}`;
}

/**
 * All child executions have ended, within what is tolerated. What follows refers to the end of the map run when the
 * Map is the first state, and to its start otherwise: so AWS has it.
 */
export function succeedMapRun(
  turn: Turn,
  frame: Frame,
  { state, output }: { state: MapState; output: Json },
): undefined {
  const startedId = frame.lastEventId;
  const { id } = emit(turn, frame, { type: "MapRunSucceeded" });
  emit(turn, frame, { type: "MapStateSucceeded" });
  addNote(turn, {
    note: "joined",
    frame: frame.id,
    afterEventId: frame.enteredAfterEventId === 0 ? id : startedId,
  });
  completeState(turn, frame, state, { result: output });
}

/** The items could not be read, the results not be written, or too many child executions failed. */
export function failMapRun(
  turn: Turn,
  frame: Frame,
  { state, failure }: { state: MapState; failure: Failure },
): undefined {
  const { error = "", cause = "" } = failure;
  emit(turn, frame, { type: "MapRunFailed", details: { error, cause } });
  failState(turn, frame, state, failure);
}
