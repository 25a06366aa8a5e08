import { shownJson } from "../data-limit.ts";
import { ErrorName, Failure, type Outcome } from "../failure.ts";
import type { Json } from "../json.ts";
import type { Evaluator, FieldKind, FieldRequest } from "../query-language.ts";
import { isTimestamp } from "../timestamp.ts";
import { compileExpression } from "./expression.ts";

/** Compiles a field such as `TimeoutSeconds`, or its twin `TimeoutSecondsPath`, whose value is checked when it is read. */
export function compileField({ state, name, kind }: FieldRequest): Evaluator | undefined {
  const constant = state[name];
  if (constant !== undefined) return () => constant;
  const pathField = `${name}Path`;
  const path = state[pathField];
  if (typeof path !== "string") return undefined;
  const evaluate = compileExpression(path, pathField);
  const inputPath = state.InputPath;
  const input = compileExpression(typeof inputPath === "string" ? inputPath : "$", "InputPath");
  return (scope) => {
    const effective = inputPath === null ? {} : input(scope, scope.input);
    const value = effective instanceof Failure ? effective : evaluate(scope, effective);
    return value instanceof Failure ? value : check({ value, kind, pathField, path });
  };
}

interface Checked {
  readonly value: Json;
  readonly kind: FieldKind;
  readonly pathField: string;
  readonly path: string;
}

function check(checked: Checked): Outcome<Json> {
  const complaint = COMPLAINTS[checked.kind](checked);
  if (complaint !== undefined) return new Failure(ErrorName.runtime, complaint);
  return checked.kind === "integer" || checked.kind === "number" ? Number(checked.value) : checked.value;
}

const INTEGER = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** What is wrong with a value, in AWS's words. Numbers of Map states may be written as texts. */
const COMPLAINTS: Readonly<Record<FieldKind, (checked: Checked) => string | undefined>> = {
  seconds({ value, pathField, path }) {
    const shown = `${path} == ${text(value)}`;
    if (!Number.isInteger(value))
      return `The ${pathField} parameter cannot be parsed as a long value: ${shown}`;
    return (value as number) < 0
      ? `The ${pathField} parameter references a negative value: ${shown}`
      : undefined;
  },
  integer({ value, pathField, path }) {
    if (Number.isInteger(value) || (typeof value === "string" && INTEGER.test(value))) return undefined;
    return `The ${pathField} field refers to value "${text(value)}" which is not a valid integer: ${path}`;
  },
  number({ value, pathField, path }) {
    if (typeof value === "number" || (typeof value === "string" && DECIMAL.test(value))) return undefined;
    return `The ${pathField} field refers to value "${text(value)}" which is not a valid float: ${path}`;
  },
  timestamp({ value, pathField, path }) {
    if (typeof value === "string" && isTimestamp(value)) return undefined;
    return `The ${pathField} parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path} == ${text(value)}`;
  },
  string({ value, pathField, path }) {
    return typeof value === "string"
      ? undefined
      : `The ${pathField} field must refer to a string: ${path} == ${text(value)}`;
  },
  array({ value, path }) {
    return Array.isArray(value) ? undefined : `Reference path "${path}" must point to array.`;
  },
  boolean: () => undefined,
  any: () => undefined,
};

function text(value: Json): string {
  return typeof value === "string" ? value : shownJson(value);
}
