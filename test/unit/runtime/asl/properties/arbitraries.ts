import fc from "fast-check";
import type { Json, JsonObject } from "../../../../../runtime/asl/json.ts";

/** Names that programs take for something else. */
export const ODD_NAMES = ["__proto__", "constructor", "toString", "hasOwnProperty", "length", "", "a.b", "0"];

export interface JsonOptions {
  /** `binary` has every code point, lone surrogates too. */
  readonly unit?: "grapheme" | "binary";
}

/** Any JSON value, odd names and numbers included. */
export function json({ unit = "grapheme" }: JsonOptions = {}): fc.Arbitrary<Json> {
  const text = fc.oneof(fc.string({ unit }), fc.constantFrom(...ODD_NAMES));
  return fc.letrec<{ any: Json }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3, depthIdentifier: "json" },
      fc.constant(null),
      fc.boolean(),
      jsonNumber,
      text,
      fc.array(tie("any"), { maxLength: 3, depthIdentifier: "json" }),
      jsonObject(text, tie("any")),
    ),
  })).any;
}

const jsonNumber = fc.oneof(
  fc.integer({ min: -100, max: 100 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
);

function jsonObject(name: fc.Arbitrary<string>, value: fc.Arbitrary<Json>): fc.Arbitrary<JsonObject> {
  return fc.array(fc.tuple(name, value), { maxLength: 3, depthIdentifier: "json" }).map(fromMembers);
}

/** An object of its own members only, one called `__proto__` included, as JSON.parse makes them. */
export function fromMembers(members: readonly (readonly [string, Json])[]): JsonObject {
  return Object.fromEntries(members);
}
