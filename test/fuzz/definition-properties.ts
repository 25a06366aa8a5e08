import assert from "node:assert/strict";
import fc from "fast-check";
import type { Json, JsonObject } from "../../runtime/asl/json.ts";
import { validateDefinition } from "../../runtime/asl/validate/validate-definition.ts";
import { variableReferences } from "../../runtime/asl/variable-references.ts";
import { json } from "../unit/runtime/asl/properties/arbitraries.ts";
import { definition, input as inputOfDefinition } from "../unit/runtime/asl/properties/definitions.ts";
import { checkHistory, checkStates } from "../unit/runtime/asl/properties/history.ts";
import { runInWorld } from "../unit/runtime/asl/properties/run.ts";
import { mutatedDefinition } from "./mutated-definition.ts";

const INPUTS: readonly Json[] = [
  {},
  { a: 1, list: [1, { a: 2 }], text: "ab*", at: "2024-01-01T00:00:00Z" },
  [],
  "text",
];
const MOST_EVENTS = 300;

/** Whatever text a definition is, it gets diagnostics, or it runs to its end with a whole history. */
export function isRefusedOrRuns(text: string, input: Json): undefined {
  for (const type of ["STANDARD", "EXPRESS"] as const) {
    const found = validateDefinition(text, type);
    for (const { message, code } of found) assert.equal(typeof message + typeof code, "stringstring");
    if (found.some(({ severity }) => severity === "ERROR") || type === "EXPRESS") continue;
    const raw = JSON.parse(text) as JsonObject;
    variableReferences(text);
    const { events } = runInWorld(raw, input, {
      answers: ["input", "text", "Busy"],
      mostEvents: MOST_EVENTS,
    });
    checkHistory(events, MOST_EVENTS);
  }
}

const input = fc.constantFrom(...INPUTS);

/** Near-valid definitions: a few changes to valid ones. */
export function mutatedDefinitions(definitions: readonly JsonObject[]) {
  return fc.property(mutatedDefinition(definitions), input, (raw, value) =>
    isRefusedOrRuns(JSON.stringify(raw), value),
  );
}

/** Any text at all: JSON of any shape, and texts that are none, cut and mixed up. */
export function anyTexts(definitions: readonly JsonObject[]) {
  const cut = fc
    .tuple(
      fc.constantFrom(...definitions),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.string({ unit: "binary", maxLength: 5 }),
    )
    .map(([raw, share, inserted]) => {
      const text = JSON.stringify(raw);
      const at = Math.floor(text.length * share);
      return text.slice(0, at) + inserted + text.slice(at + 1);
    });
  const text = fc.oneof(
    cut,
    json({ unit: "binary" }).map((value) => JSON.stringify(value)),
    fc.string({ unit: "binary" }),
  );
  return fc.property(text, (given) => isRefusedOrRuns(given, {}));
}

/** Definitions that are valid: they run to their end, and what is written down of them is all that there is to know. */
export function generatedDefinitions() {
  return fc.property(definition, inputOfDefinition, fc.boolean(), (raw, value, isCut) => {
    const machine = runInWorld(raw, value, {
      answers: ["input", "Busy", "text"],
      ...(isCut ? { isLong: (events: number) => events >= 3 } : {}),
    });
    checkHistory(machine.events);
    checkStates(machine.events);
    if (machine.state.unsaved.length === 0) assert.deepEqual(machine.replayed().state, machine.state);
  });
}
