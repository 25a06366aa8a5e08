import { shownJson } from "../data-limit.ts";
import { ErrorName, Failure, type Outcome } from "../failure.ts";
import { isJsonObject, type Json, type JsonObject, jsonTypeName, setMember } from "../json.ts";
import type { Scope } from "../scope.ts";
import { withinTimeLimit } from "../time-limit.ts";
import { compileDirect, type DirectEvaluation } from "./direct.ts";
import { STEP_FUNCTIONS } from "./functions.ts";
import { type JsonataExpression, loadJsonata } from "./library.ts";
import { createMeter, type Meter } from "./meter.ts";
import { replaceFunctions } from "./replaced-functions.ts";
import { surveySyntax } from "./syntax.ts";

/** Names for values, parameters, and functions that are given values by others. */
const CAN_SHARE_PARTS = /:=|\bfunction\b|λ|\$reduce|~>/;
/** `$states` but for `$states.input` and the like. */
const MENTIONS_CONTEXT = /\$states\b(?!\.(?:input|result|errorOutput)\b)/;
const LONGEST_SEQUENCE = 1_000_000;
const library = loadJsonata();
const formatTime = parseExpression("$fromMillis($nowMs, $picture, $timezone)");

/** An expression of the language with its source text, which messages quote. */
export interface Expression {
  readonly source: string;
  readonly parsed: JsonataExpression;
  readonly meter: Meter;
  /** Whether it searches with regular expressions, which its meter cannot interrupt. */
  readonly searches: boolean;
  /** The variables and functions that it mentions. */
  readonly names: ReadonlySet<string>;
  /** The members of `$states` that it names. */
  readonly stateMembers: ReadonlySet<string>;
  /** Whether it may look at the context object, which is made for those that do. */
  readonly needsContext: boolean;
  /** Undefined when only the library can evaluate it. */
  readonly direct: DirectEvaluation | undefined;
}

/** The text between `{%` and `%}`, or undefined when the string is not an expression. */
export function expressionSource(text: string): string | undefined {
  return text.startsWith("{%") && text.endsWith("%}") && text.length >= 4
    ? text.slice(2, -2).trim()
    : undefined;
}

/** Parses an expression; throws the library's error (`code`, `message`, `position`) when it is not JSONata. */
export function parseExpression(source: string): Expression {
  const meter = createMeter(CAN_SHARE_PARTS.test(source));
  const parsed = library(source, { sequence: LONGEST_SEQUENCE, meter });
  const tree = parsed.ast();
  const survey = surveySyntax(tree);
  replaceFunctions(parsed);
  const needsContext = MENTIONS_CONTEXT.test(source);
  return { ...{ source, parsed, meter }, ...survey, needsContext, direct: compileDirect(tree) };
}

/** The value as the library gives it. Whatever the expression is, this ends soon: see docs/decisions/0016-bounded-evaluation.md. */
function run({ parsed, meter, searches }: Expression, bound: Readonly<Record<string, unknown>>): unknown {
  const evaluate = () => {
    meter.begin();
    return parsed.evaluate(undefined, bound);
  };
  return searches ? withinTimeLimit(evaluate) : evaluate();
}

/**
 * Evaluates an expression for a field. A thrown error, an undefined result and a function as a result are
 * failures of the language (`States.QueryEvaluationError`).
 */
export function evaluateExpression(expression: Expression, scope: Scope, location: string): Outcome<Json> {
  const direct = expression.direct?.(scope);
  if (direct !== undefined) return direct;
  try {
    const value = run(expression, bindings(expression, scope));
    if (value === undefined) return queryFailure(expression, location, "returned nothing (undefined).");
    if (typeof value === "function" || isLibraryFunction(value)) {
      return queryFailure(expression, location, "returned an unsupported result type.");
    }
    return settle(value as Json, { parts: MOST_PARTS });
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
  const found = `Expected '${expected}', but was '${jsonTypeName(value)}' for value: ${shownJson(value)}`;
  return queryFailure(expression, location, `returned an unexpected result type. ${found}`);
}

function queryFailure(expression: Expression, location: string, what: string): Failure {
  const cause = `The JSONata expression '${expression.source}' specified for the field '${location}' ${what}`;
  return new Failure(ErrorName.queryEvaluationError, cause, location);
}

/** What the names in an expression stand for; the library knows the others. */
function bindings({ names, needsContext }: Expression, scope: Scope): Readonly<Record<string, unknown>> {
  const bound: Record<string, unknown> = Object.create(null);
  for (const name of names) {
    if (name === "states") bound.states = statesVariable(scope, needsContext);
    else if (Object.hasOwn(scope.variables, name)) bound[name] = scope.variables[name];
    else if (name === "now") bound.now = clockOf(scope);
    else if (Object.hasOwn(STEP_FUNCTIONS, name)) bound[name] = STEP_FUNCTIONS[name]?.(scope.facts);
  }
  return bound;
}

function statesVariable({ input, result, errorOutput, context }: Scope, needsContext: boolean): object {
  return needsContext ? { input, result, errorOutput, context: context() } : { input, result, errorOutput };
}

function clockOf({ facts: { nowMs } }: Scope) {
  return (picture?: string, timezone?: string) => run(formatTime, { nowMs, picture, timezone });
}

function describe(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code === undefined ? String(message ?? error) : `${code}: ${message}`;
}

function isLibraryFunction(value: unknown): boolean {
  return isJsonObject(value) && ("_jsonata_lambda" in value || "_jsonata_function" in value);
}

/** What a value may consist of, written out. A state's output is far below. */
const MOST_PARTS = 2_000_000;

/** Frees a result of the library's marks (`sequence` and others on arrays), which would change what a later expression sees. */
function settle(value: Json, left: { parts: number }): Json {
  left.parts -= 1;
  if (left.parts < 0) throw new RangeError(`The result has more than ${MOST_PARTS} parts.`);
  if (Array.isArray(value)) return value.map((item) => (isNothing(item) ? null : settle(item, left)));
  if (!isJsonObject(value)) return checkNumber(value);
  for (const member of Object.values(value)) {
    if (typeof member === "object" ? member !== null : isNothing(member)) return settleMembers(value, left);
    checkNumber(member);
  }
  return value;
}

/** JSON has no infinity: a division by zero, for example, is out of range wherever its result stands. */
function checkNumber(value: Json): Json {
  if (typeof value !== "number" || Number.isFinite(value)) return value;
  throw Object.assign(new RangeError(`Number out of range: ${value}`), { code: "D1001" });
}

function settleMembers(value: JsonObject, left: { parts: number }): Json {
  const settled: Record<string, Json> = {};
  for (const [name, member] of Object.entries(value)) {
    if (!isNothing(member)) setMember(settled, name, settle(member, left));
  }
  return settled;
}

/** JSON has neither functions nor undefined: they are null in an array, and no member of an object. */
function isNothing(value: unknown): boolean {
  return value === undefined || typeof value === "function" || isLibraryFunction(value);
}
