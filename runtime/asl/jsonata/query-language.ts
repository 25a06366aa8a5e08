import { ErrorName, Failure, type Outcome } from "../failure.ts";
import type { Json, JsonObject } from "../json.ts";
import type { DataFlow, Evaluator, FieldKind, FieldRequest, QueryLanguage } from "../query-language.ts";
import type { Scope, Variables } from "../scope.ts";
import { isTimestamp } from "../timestamp.ts";
import {
  type Expression,
  evaluateExpression,
  expressionSource,
  parseExpression,
  unexpectedType,
} from "./expression.ts";
import { compileTemplate } from "./template.ts";

/** The JSONata mode: `Arguments`, `Output`, `Assign`, `Condition`, and `{% … %}` in every field that takes a value. */
export const jsonataLanguage: QueryLanguage = {
  name: "JSONata",
  dataFlow: (state) => flow(state),
  catcherFlow: (catcher, location) => flow(catcher, { prefix: `${location}/` }),
  ruleFlow: (rule, state, location) => flow(rule, { prefix: `${location}/`, fallback: state.Output }),
  field,
  template: (state, name) => (state[name] === undefined ? undefined : compileTemplate(state[name], name)),
  condition,
};

interface FlowPlace {
  /** Where the fields stand in the state, for messages. */
  readonly prefix?: string;
  /** The state's own `Output`, where a rule has none. */
  readonly fallback?: Json | undefined;
}

function flow(part: JsonObject, { prefix = "", fallback }: FlowPlace = {}): DataFlow {
  const { Arguments: argument, Output: output, Assign: assign } = part;
  return {
    argument: argument === undefined ? (scope) => scope.input : compileTemplate(argument, "Arguments"),
    output:
      compileOutput(output, `${prefix}Output`) ??
      compileOutput(fallback, "Output") ??
      ((scope) => scope.errorOutput ?? scope.result ?? scope.input),
    assign:
      assign === undefined ? undefined : (compileTemplate(assign, `${prefix}Assign`) as Evaluator<Variables>),
  };
}

function compileOutput(output: Json | undefined, location: string): Evaluator | undefined {
  return output === undefined ? undefined : compileTemplate(output, location);
}

function field({ state, name, kind }: FieldRequest): Evaluator | undefined {
  const raw = state[name];
  if (raw === undefined) return undefined;
  const source = typeof raw === "string" ? expressionSource(raw) : undefined;
  if (source === undefined) return compileTemplate(raw, name);
  const expression = parseExpression(source);
  return (scope) =>
    checkKind({ expression, location: name, kind, value: evaluateExpression(expression, scope, name) });
}

function condition(rule: JsonObject, location: string): Evaluator<boolean> {
  const raw = rule.Condition as Json;
  const source = typeof raw === "string" ? expressionSource(raw) : undefined;
  if (source === undefined) return () => raw === true;
  const expression = parseExpression(source);
  const kind = "boolean";
  return (scope: Scope) =>
    checkKind({
      expression,
      location,
      kind,
      value: evaluateExpression(expression, scope, location),
    }) as Outcome<boolean>;
}

interface Checked {
  readonly expression: Expression;
  readonly location: string;
  readonly kind: FieldKind;
  readonly value: Outcome<Json>;
}

const KINDS: Readonly<
  Record<FieldKind, { readonly expected: string; readonly accepts: (value: Json) => boolean }>
> = {
  seconds: { expected: "number", accepts: (value) => typeof value === "number" },
  integer: { expected: "number", accepts: (value) => typeof value === "number" },
  number: { expected: "number", accepts: (value) => typeof value === "number" },
  string: { expected: "string", accepts: (value) => typeof value === "string" },
  timestamp: { expected: "string", accepts: (value) => typeof value === "string" },
  array: { expected: "array", accepts: Array.isArray },
  boolean: { expected: "boolean", accepts: (value) => typeof value === "boolean" },
  any: { expected: "any", accepts: () => true },
};

function checkKind({ expression, location, kind, value }: Checked): Outcome<Json> {
  if (value instanceof Failure) return value;
  const { expected, accepts } = KINDS[kind];
  if (!accepts(value)) return unexpectedType({ expression, location, expected, value });
  if (kind === "timestamp" && !isTimestamp(value as string)) {
    const cause = `The ${location} field cannot be parsed as an ISO-8601 extended offset date-time format string: ${value}`;
    return new Failure(ErrorName.queryEvaluationError, cause, location);
  }
  if (
    (kind === "integer" || kind === "seconds") &&
    ((value as number) < 0 || !Number.isFinite(value as number))
  ) {
    const cause = `The JSONata expression '${expression.source}' specified for the field '${location}' returned a negative value: ${value}`;
    return new Failure(ErrorName.queryEvaluationError, cause, location);
  }
  return value;
}
