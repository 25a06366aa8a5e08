import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { at, type Check, complain } from "./diagnostic.ts";
import { isWholeNumber } from "./validate-block.ts";
import { validateAssign, validateField, validateTemplate } from "./validate-field.ts";

const LONGEST_INTERVAL_SECONDS = 99_999_999;

/** Checks the retriers of a state. */
export function validateRetriers(value: Json, check: Check): undefined {
  forEachHandler(value, check, (retrier, below) => {
    const { IntervalSeconds, MaxAttempts, BackoffRate, MaxDelaySeconds, JitterStrategy } = retrier;
    if (IntervalSeconds !== undefined && !isWholeNumber(IntervalSeconds, 1))
      complain(below, "Value is not in the valid range of 1 to 99999999", "/IntervalSeconds");
    if (
      MaxAttempts !== undefined &&
      !(isWholeNumber(MaxAttempts, 0) && (MaxAttempts as number) <= LONGEST_INTERVAL_SECONDS)
    ) {
      complain(below, "Value is not in the valid range of 0 to 99999999", "/MaxAttempts");
    }
    if (BackoffRate !== undefined && !(typeof BackoffRate === "number" && BackoffRate >= 1))
      complain(below, "Value must be at least 1.0", "/BackoffRate");
    if (MaxDelaySeconds !== undefined && !isWholeNumber(MaxDelaySeconds, 1))
      complain(below, "Value is not in the valid range of 1 to 31622400", "/MaxDelaySeconds");
    if (JitterStrategy !== undefined && JitterStrategy !== "FULL" && JitterStrategy !== "NONE") {
      complain(below, "Value is not valid. Expected 'FULL' or 'NONE'", "/JitterStrategy");
    }
  });
}

/** Checks the catchers of a state. */
export function validateCatchers(value: Json, check: Check): undefined {
  forEachHandler(value, check, (catcher, below) => {
    if (typeof catcher.Next !== "string") complain(below, "These fields are required: [Next]");
    if (catcher.Assign !== undefined) validateAssign(catcher.Assign, at(below, "Assign"));
    if (catcher.Output !== undefined) validateTemplate(catcher.Output, at(below, "Output"));
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
