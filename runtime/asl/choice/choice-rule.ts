import { ErrorName, Failure, type Outcome } from "../failure.ts";
import type { Json, JsonObject } from "../json.ts";
import { findAt, rootValue } from "../jsonpath/expression.ts";
import { parsePath } from "../jsonpath/parse-path.ts";
import type { Path } from "../jsonpath/path.ts";
import type { Evaluator } from "../query-language.ts";
import type { Scope } from "../scope.ts";
import { type ChoiceOperator, choiceOperator } from "./operators.ts";

/** Compiles a choice rule of the JSONPath mode: `And`, `Or`, `Not`, or a comparison of a `Variable`. */
export function compileChoiceRule(rule: JsonObject): Evaluator<boolean> {
  if (rule.And !== undefined) return compileAll(rule.And as JsonObject[]);
  if (rule.Or !== undefined) return compileAny(rule.Or as JsonObject[]);
  if (rule.Not !== undefined) return compileNot(rule.Not as JsonObject);
  return compileComparison(rule);
}

function compileAll(rules: readonly JsonObject[]): Evaluator<boolean> {
  const tests = rules.map(compileChoiceRule);
  return (scope) => {
    for (const test of tests) {
      const holds = test(scope);
      if (holds !== true) return holds;
    }
    return true;
  };
}

function compileAny(rules: readonly JsonObject[]): Evaluator<boolean> {
  const tests = rules.map(compileChoiceRule);
  return (scope) => {
    for (const test of tests) {
      const holds = test(scope);
      if (holds !== false) return holds;
    }
    return false;
  };
}

function compileNot(rule: JsonObject): Evaluator<boolean> {
  const test = compileChoiceRule(rule);
  return (scope) => {
    const holds = test(scope);
    return holds instanceof Failure ? holds : !holds;
  };
}

const NO_OPERATORS = new Set(["Variable", "Next", "Comment", "Assign", "Output"]);

function compileComparison(rule: JsonObject): Evaluator<boolean> {
  const variable = parsePath(rule.Variable as string);
  const [name = "", operand = null] =
    Object.entries(rule).find(([member]) => !NO_OPERATORS.has(member)) ?? [];
  if (name === "IsPresent") return (scope) => isPresent(find(variable, scope), operand);
  const plain = choiceOperator(name);
  if (plain !== undefined) return compare({ variable, operator: plain, operand: () => operand });
  const operator = choiceOperator(name.replace(/Path$/, ""));
  if (operator === undefined) throw new Error(`there is no choice operator ${name}`);
  const path = parsePath(operand as string);
  return compare({ variable, operator, operand: (scope) => required(path, scope) });
}

interface Comparison {
  readonly variable: Path;
  readonly operator: ChoiceOperator;
  readonly operand: Evaluator;
}

function compare({ variable, operator, operand }: Comparison): Evaluator<boolean> {
  return (scope) => {
    const value = required(variable, scope);
    if (value instanceof Failure) return value;
    const other = operand(scope);
    return other instanceof Failure ? other : operator(value, other);
  };
}

function isPresent(found: Outcome<Json | undefined>, operand: Json): Outcome<boolean> {
  return found instanceof Failure ? found : (found !== undefined) === operand;
}

/** The value at a path in the state's effective input; undefined when there is none. */
function find(path: Path, scope: Scope): Outcome<Json | undefined> {
  const root = rootValue(path, scope, scope.result ?? null);
  const found = root === undefined ? undefined : findAt(path, root);
  return found instanceof Failure ? found : found?.value;
}

function required(path: Path, scope: Scope): Outcome<Json> {
  const value = find(path, scope);
  if (value !== undefined) return value;
  return new Failure(
    ErrorName.runtime,
    `Invalid path '${path.source}': The choice state's condition path references an invalid value.`,
  );
}
