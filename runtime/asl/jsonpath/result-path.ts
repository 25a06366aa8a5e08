import { shownJson } from "../data-limit.ts";
import { ErrorName, Failure, type Outcome } from "../failure.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { parsePath } from "./parse-path.ts";
import type { Segment } from "./path.ts";

/** Puts a result into an input. Nothing that is shared is changed: what lies on the way is copied. */
export type ResultPlacer = (input: Json, result: Json) => Outcome<Json>;

/** Compiles a `ResultPath`: `$` by default, null to discard the result. */
export function compileResultPath(path: Json | undefined): ResultPlacer {
  if (path === null) return (input) => input;
  if (path === undefined || path === "$") return (_input, result) => result;
  const { segments, source } = parsePath(path as string);
  return (input, result) => {
    const placed = place({ value: input, segments, result });
    return placed ?? new Failure(ErrorName.resultPathMatchFailure, mismatch(source, input));
  };
}

function mismatch(source: string, input: Json): string {
  return `Unable to apply step '${source}' of the ResultPath to the input '${shownJson(input)}'`;
}

interface Placing {
  readonly value: Json | undefined;
  readonly segments: readonly Segment[];
  readonly result: Json;
}

function place({ value, segments, result }: Placing): Json | undefined {
  const [segment, ...rest] = segments;
  if (segment === undefined) return result;
  if (segment.kind === "member")
    return placeMember(segment.name, { value: value ?? {}, segments: rest, result });
  return segment.kind === "index" ? placeItem(segment.index, { value, segments: rest, result }) : undefined;
}

function placeMember(name: string, { value, segments, result }: Placing): Json | undefined {
  if (!isJsonObject(value)) return undefined;
  const inner = place({ value: Object.hasOwn(value, name) ? value[name] : undefined, segments, result });
  return inner === undefined ? undefined : ({ ...value, [name]: inner } as JsonObject);
}

function placeItem(index: number, { value, segments, result }: Placing): Json | undefined {
  if (!Array.isArray(value) || index < 0 || index >= value.length) return undefined;
  const inner = place({ value: value[index], segments, result });
  return inner === undefined ? undefined : value.with(index, inner);
}
