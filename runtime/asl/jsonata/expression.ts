import { ErrorName, Failure, type Outcome } from "../failure.ts";
import { isJsonObject, type Json, jsonTypeName } from "../json.ts";
import type { Scope } from "../scope.ts";
import { stepFunctions } from "./functions.ts";
import { type JsonataExpression, loadJsonata } from "./library.ts";

const GUARDRAILS = { timeout: 5000, stack: 500, sequence: 1_000_000 } as const;
const library = loadJsonata();
const formatTime = library("$fromMillis($nowMs, $picture, $timezone)", GUARDRAILS);

/** An expression of the language with its source text, which messages quote. */
export interface Expression {
  readonly source: string;
  readonly parsed: JsonataExpression;
}

/** The text between `{%` and `%}`, or undefined when the string is not an expression. */
export function expressionSource(text: string): string | undefined {
  return text.startsWith("{%") && text.endsWith("%}") && text.length >= 4
    ? text.slice(2, -2).trim()
    : undefined;
}

/** Parses an expression; throws the library's error (`code`, `message`, `position`) when it is not JSONata. */
export function parseExpression(source: string): Expression {
  return { source, parsed: library(source, GUARDRAILS) };
}

/**
 * Evaluates an expression for a field. A thrown error, an undefined result and a function as a result are
 * failures of the language (`States.QueryEvaluationError`).
 */
export function evaluateExpression(expression: Expression, scope: Scope, location: string): Outcome<Json> {
  try {
    const value = expression.parsed.evaluate(undefined, bindings(scope));
    if (value === undefined) return queryFailure(expression, location, "returned nothing (undefined).");
    if (typeof value === "function" || isLibraryFunction(value)) {
      return queryFailure(expression, location, "returned an unsupported result type.");
    }
    return settle(value as Json);
  } catch (error) {
    return queryFailure(expression, location, `threw an error during evaluation. ${describe(error)}`);
  }
}

/** The failure for a value of another type than the field takes. */
export function unexpectedType(options: {
  readonly expression: Expression;
  readonly location: string;
  readonly expected: string;
  readonly value: Json;
}): Failure {
  const { expression, location, expected, value } = options;
  const found = `Expected '${expected}', but was '${jsonTypeName(value)}' for value: ${JSON.stringify(value)}`;
  return queryFailure(expression, location, `returned an unexpected result type. ${found}`);
}

function queryFailure(expression: Expression, location: string, what: string): Failure {
  const cause = `The JSONata expression '${expression.source}' specified for the field '${location}' ${what}`;
  return new Failure(ErrorName.queryEvaluationError, cause, location);
}

function bindings(scope: Scope): Record<string, unknown> {
  const states = {
    input: scope.input,
    result: scope.result,
    errorOutput: scope.errorOutput,
    get context() {
      return scope.context();
    },
  };
  const { nowMs } = scope.facts;
  const now = (picture?: string, timezone?: string) =>
    formatTime.evaluate(undefined, { nowMs, picture, timezone });
  return { ...stepFunctions(scope.facts), now, ...scope.variables, states };
}

function describe(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code === undefined ? String(message ?? error) : `${code}: ${message}`;
}

function isLibraryFunction(value: unknown): boolean {
  return isJsonObject(value) && ("_jsonata_lambda" in value || "_jsonata_function" in value);
}

/** Frees a result of the library's marks (`sequence` and others on arrays), which would change what a later expression sees. */
function settle(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map((item) => (item === undefined || typeof item === "function" ? null : settle(item)));
  }
  if (!isJsonObject(value)) return value;
  for (const member of Object.values(value)) {
    if (typeof member === "object" && member !== null) return settleMembers(value);
  }
  return value;
}

function settleMembers(value: Readonly<Record<string, Json>>): Json {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, settle(member)]));
}
