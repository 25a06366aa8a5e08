import { isJsonObject, type Json } from "./json.ts";
import { DEEPEST_JSON } from "./json-depth.ts";

/** The largest payload, in bytes of UTF-8. */
export const MOST_PAYLOAD_BYTES = 262_144;

/** Whether a value's JSON text is larger than a payload may be, or nested too deeply. Stops as soon as it knows. */
export function exceedsPayloadLimit(value: Json): boolean {
  if (typeof value === "object" && value !== null && LARGE.has(value)) return false;
  const mostBytes =
    MOST_PAYLOAD_BYTES - left(value, MOST_PAYLOAD_BYTES, { depth: 0, textBytes: mostTextBytes });
  if (mostBytes <= SMALL_BYTES) return false;
  const rest = left(value, MOST_PAYLOAD_BYTES, { depth: 0, textBytes });
  if (rest < 0) return true;
  if (typeof value === "object" && value !== null) LARGE.set(value, MOST_PAYLOAD_BYTES - rest);
  return false;
}

const MOST_VARIABLES_BYTES = 10 * 1024 * 1024;
/** So many variables are always within the limit, each being no larger than a payload. */
const FEW_VARIABLES = MOST_VARIABLES_BYTES / MOST_PAYLOAD_BYTES;

type Values = Readonly<Record<string, Json>>;

/**
 * Whether the variables of a branch, with those around it and those that are assigned now, are larger than variables may
 * be together. DIVERGES: AWS counts those of all branches and iterations of an execution together.
 */
export function exceedsVariablesLimit(known: Values, assigned: Values): boolean {
  if (Object.keys(known).length + Object.keys(assigned).length <= FEW_VARIABLES) return false;
  return exceedsBytes({ ...known, ...assigned }, MOST_VARIABLES_BYTES);
}

const SMALL_BYTES = 4096;
/** Bytes of payloads that were found large and allowed. */
const LARGE = new WeakMap<object, number>();

/** Sees to it that the bytes of a value are known if it is large. */
export function countLarge(value: Json): undefined {
  exceedsPayloadLimit(value);
}

/** About how many bytes a value is known to have; 0 for what is small or was not counted. */
export function knownBytes(value: Json | undefined): number {
  if (typeof value === "string") return value.length;
  return typeof value === "object" && value !== null ? (LARGE.get(value) ?? 0) : 0;
}

/** Whether a value's JSON text has more bytes than `most`, or is nested too deeply. */
export function exceedsBytes(value: Json, most: number): boolean {
  const fits = left(value, most, { depth: 0, textBytes: mostTextBytes }) >= 0;
  return !fits && left(value, most, { depth: 0, textBytes }) < 0;
}

/** The JSON text of a value as far as messages need it: that of a payload whole, else that it is none. */
export function shownJson(value: Json): string {
  return exceedsPayloadLimit(value)
    ? `(more than ${MOST_PAYLOAD_BYTES} bytes)`
    : (JSON.stringify(value) ?? String(value));
}

interface Counting {
  readonly depth: number;
  readonly textBytes: (text: string) => number;
}

/** What is left of `budget` after the value; negative when it did not fit. */
function left(value: Json, budget: number, counting: Counting): number {
  if (typeof value === "string") return budget - counting.textBytes(value);
  if (typeof value === "number") return budget - String(value).length;
  if (typeof value !== "object" || value === null) return budget - (value === false ? 5 : 4);
  if (counting.depth >= DEEPEST_JSON) return -1;
  const below = { ...counting, depth: counting.depth + 1 };
  return isJsonObject(value) ? leftAfterObject(value, budget, below) : leftAfterArray(value, budget, below);
}

function leftAfterArray(items: readonly Json[], budget: number, counting: Counting): number {
  let rest = budget - 1 - Math.max(1, items.length);
  for (const item of items) {
    if (rest < 0) return rest;
    rest = left(item, rest, counting);
  }
  return rest;
}

function leftAfterObject(
  members: Readonly<Record<string, Json>>,
  budget: number,
  counting: Counting,
): number {
  const names = Object.keys(members);
  let rest = budget - 1 - Math.max(1, names.length);
  for (const name of names) {
    if (rest < 0) return rest;
    rest = left(members[name] as Json, rest - counting.textBytes(name) - 1, counting);
  }
  return rest;
}

/** A text's bytes if every character of it took six, as `\u0001` does. */
function mostTextBytes(text: string): number {
  return text.length * 6 + 2;
}

const NOT_ONE_BYTE = /[^ !#-[\]-~]/;

function textBytes(text: string): number {
  return NOT_ONE_BYTE.test(text) ? Buffer.byteLength(JSON.stringify(text)) : text.length + 2;
}
