import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { at, type Check, complain, refuseUnknownFields } from "./diagnostic.ts";
import { isWholeNumber } from "./validate-block.ts";
import { validateAssign, validateField, validateTemplate } from "./validate-field.ts";

/** Whole numbers of a retrier, and their ranges. */
const RANGES: Readonly<Record<string, readonly [least: number, most: number]>> = {
  IntervalSeconds: [1, 99_999_999],
  MaxAttempts: [0, 99_999_999],
  MaxDelaySeconds: [1, 31_622_400],
};

const RETRIER_FIELDS = ["ErrorEquals", "BackoffRate", "JitterStrategy", "Comment", ...Object.keys(RANGES)];

/** Checks the retriers of a state. */
export function validateRetriers(value: Json, check: Check): undefined {
  forEachHandler(value, check, (retrier, below) => {
    refuseUnknownFields(retrier, below, RETRIER_FIELDS);
    for (const [field, [least, most]] of Object.entries(RANGES)) {
      const given = retrier[field];
      if (given === undefined || (isWholeNumber(given, least) && (given as number) <= most)) continue;
      complain(below, `Value is not in the valid range of ${least} to ${most}`, `/${field}`);
    }
    const { BackoffRate, JitterStrategy } = retrier;
    if (BackoffRate !== undefined && !(typeof BackoffRate === "number" && BackoffRate >= 1))
      complain(below, "Value must be at least 1.0", "/BackoffRate");
    if (JitterStrategy !== undefined && JitterStrategy !== "FULL" && JitterStrategy !== "NONE") {
      complain(below, "Value is not valid. Expected 'FULL' or 'NONE'", "/JitterStrategy");
    }
  });
}

const CATCHER_FIELDS = {
  JSONPath: ["ErrorEquals", "Next", "ResultPath", "Assign", "Comment"],
  JSONata: ["ErrorEquals", "Next", "Output", "Assign", "Comment"],
} as const;

/** Checks the catchers of a state. */
export function validateCatchers(value: Json, check: Check): undefined {
  forEachHandler(value, check, (catcher, below) => {
    refuseUnknownFields(catcher, below, CATCHER_FIELDS[check.language]);
    if (typeof catcher.Next !== "string") complain(below, "These fields are required: [Next]");
    const caught: Check = { ...below, accessible: "errorOutput" };
    if (catcher.Assign !== undefined) validateAssign(catcher.Assign, at(caught, "Assign"));
    if (catcher.Output !== undefined) validateTemplate(catcher.Output, at(caught, "Output"));
    if (catcher.ResultPath !== undefined)
      validateField(catcher.ResultPath, "referencePathOrNull", at(below, "ResultPath"));
  });
}

function forEachHandler(
  value: Json,
  check: Check,
  validate: (handler: JsonObject, check: Check) => undefined,
): undefined {
  if (!Array.isArray(value)) return;
  for (const [index, handler] of value.entries()) {
    const below = { ...check, location: `${check.location}[${index}]` };
    if (!isJsonObject(handler)) complain(below, "Expected value of type Object");
    else {
      validateErrorEquals(handler.ErrorEquals, below, index === value.length - 1);
      validate(handler, below);
    }
  }
}

function validateErrorEquals(names: Json | undefined, check: Check, isLast: boolean): undefined {
  if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === "string")) {
    return complain(check, "Expected value of type Array with at least one error name", "/ErrorEquals");
  }
  if (!names.includes("States.ALL")) return;
  if (names.length > 1) complain(check, "States.ALL must appear alone in ErrorEquals", "/ErrorEquals");
  if (!isLast) complain(check, "States.ALL must be in the last element of the list", "/ErrorEquals");
}
