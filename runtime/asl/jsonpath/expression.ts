import { exceedsBytes, exceedsPayloadLimit, shownJson } from "../data-limit.ts";
import { ErrorName, Failure, type Outcome } from "../failure.ts";
import { isJsonObject, type Json } from "../json.ts";
import type { Scope } from "../scope.ts";
import { EvaluationTimeout } from "../time-limit.ts";
import { callIntrinsic } from "./call-intrinsic.ts";
import { type Found, followPath } from "./evaluate-path.ts";
import { IntrinsicRefusal, LARGEST_TEXT } from "./intrinsics.ts";
import { type Expression, parseExpression } from "./parse-intrinsic.ts";
import type { Path } from "./path.ts";

/** Evaluates a path or an intrinsic function; `input` is what `$` stands for. */
export type PathEvaluator = (scope: Scope, input: Json) => Outcome<Json>;

/** Compiles a path or an intrinsic function. `field` is what messages call it. Throws `PathSyntaxError`. */
export function compileExpression(text: string, field: string): PathEvaluator {
  const expression = parseExpression(text);
  if (expression.kind === "path") return compilePath(expression.path, field);
  return (scope, input) => evaluate(expression, { scope, input, field, source: text });
}

function compilePath(path: Path, field: string): PathEvaluator {
  if (path.root.kind === "input" && path.segments.length === 0) return (_scope, input) => input;
  return (scope, input) => readPath(path, { scope, input, field, source: path.source });
}

interface Evaluation {
  readonly scope: Scope;
  readonly input: Json;
  readonly field: string;
  readonly source: string;
}

function readPath(path: Path, { scope, input, field }: Evaluation): Outcome<Json> {
  const root = rootValue(path, scope, input);
  const found = root === undefined ? undefined : findAt(path, root);
  if (found instanceof Failure) return found;
  if (found !== undefined) return found.value;
  const cause = `The JSONPath '${path.source}' specified for the field '${field}' could not be found in the input '${shownJson(root ?? input)}'`;
  return new Failure(ErrorName.runtime, cause);
}

/** Follows a path; one that would not come to an end is a failure of the state. */
export function findAt(path: Path, root: Json): Outcome<Found> {
  try {
    return followPath(path, root);
  } catch (error) {
    if (!(error instanceof EvaluationTimeout)) throw error;
    return new Failure(ErrorName.runtime, `The JSONPath '${path.source}' was given up. ${error.message}.`);
  }
}

/** What the first character of a path stands for; undefined for a variable that was not assigned. */
export function rootValue(path: Path, scope: Scope, input: Json): Json | undefined {
  const { root } = path;
  if (root.kind === "context") return scope.context();
  if (root.kind !== "variable") return input;
  return Object.hasOwn(scope.variables, root.name) ? scope.variables[root.name] : undefined;
}

function evaluate(expression: Expression, evaluation: Evaluation): Outcome<Json> {
  if (expression.kind === "literal") return expression.value;
  if (expression.kind === "path") return readPath(expression.path, evaluation);
  const given: Json[] = [];
  for (const argument of expression.arguments) {
    const value = evaluate(argument, evaluation);
    if (value instanceof Failure) return value;
    given.push(value);
  }
  const result = call(expression, given, evaluation.scope);
  if (!(result instanceof IntrinsicRefusal)) return result;
  const cause = `The function 'States.${expression.name}(${shownArguments(given)})' had the following error: ${result.reason}`;
  return new Failure(ErrorName.intrinsicFailure, cause);
}

function shownArguments(given: readonly Json[]): string {
  return exceedsPayloadLimit(given) ? "…" : given.map((value) => JSON.stringify(value)).join(", ");
}

function call(
  expression: Extract<Expression, { kind: "call" }>,
  given: readonly Json[],
  scope: Scope,
): Json | IntrinsicRefusal {
  if (expression.name === "Format") return format(expression.arguments[0], given);
  return callIntrinsic(expression.name, given, scope.facts);
}

/** A value as States.Format writes it: objects as Java writes maps, with the texts in them bare. */
function javaText(value: Json, outermost: boolean): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value))
    return `[${value.map((item) => javaText(item, false)).join(outermost ? "," : ", ")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${name}=${javaText(member, false)}`)
    .join(", ")}}`;
}

/** Replaces each `{}` of the template that was not written with a backslash by the next argument. */
function format(
  written: Expression | undefined,
  [template, ...values]: readonly Json[],
): Json | IntrinsicRefusal {
  if (typeof template !== "string") return new IntrinsicRefusal("expected a text as its template");
  if (exceedsBytes(values, LARGEST_TEXT)) return new IntrinsicRefusal("the text would be too long");
  const escaped = new Set(written?.kind === "literal" ? written.escaped : []);
  let next = 0;
  const text = template.replace(/\{\}/g, (place, at: number) => {
    if (escaped.has(at)) return place;
    const value = values[next++];
    return javaText(value ?? null, true);
  });
  return next === values.length
    ? text
    : new IntrinsicRefusal(`expected ${next} arguments after the template, got ${values.length}`);
}
