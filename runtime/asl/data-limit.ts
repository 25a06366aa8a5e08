import type { Json } from "./json.ts";
import { DEEPEST_JSON } from "./json-depth.ts";

/** The largest payload, in bytes of UTF-8. */
export const MOST_PAYLOAD_BYTES = 262_144;

/** Whether a value's JSON text is larger than a payload may be, or nested too deeply. Stops as soon as it knows. */
export function exceedsPayloadLimit(value: Json): boolean {
  return countBytes(value, MOST_PAYLOAD_BYTES, 0) < 0;
}

/** What is left of `budget` after the value; negative when it did not fit. */
function countBytes(value: Json, budget: number, depth: number): number {
  if (typeof value === "string") return budget - textBytes(value, budget);
  if (typeof value === "number") return budget - String(value).length;
  if (typeof value !== "object" || value === null) return budget - 4;
  if (depth >= DEEPEST_JSON) return -1;
  return Array.isArray(value)
    ? countArrayBytes(value, budget, depth + 1)
    : countObjectBytes(value as Readonly<Record<string, Json>>, budget, depth + 1);
}

function countArrayBytes(items: readonly Json[], budget: number, depth: number): number {
  let left = budget - 1 - Math.max(1, items.length);
  for (const item of items) {
    if (left < 0) return left;
    left = countBytes(item, left, depth);
  }
  return left;
}

function countObjectBytes(members: Readonly<Record<string, Json>>, budget: number, depth: number): number {
  let left = budget - 1;
  for (const name in members) {
    if (left < 0) return left;
    left = countBytes(members[name] as Json, left - textBytes(name, left) - 2, depth);
  }
  return left;
}

/** Short texts without escapes are counted by their length; long ones exactly. */
function textBytes(text: string, budget: number): number {
  if (text.length > budget) return text.length + 2;
  return text.length * 6 + 2 <= Math.min(budget, 1024)
    ? text.length + 2
    : Buffer.byteLength(JSON.stringify(text));
}
