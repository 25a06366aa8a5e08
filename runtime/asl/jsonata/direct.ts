import { isJsonObject, type Json } from "../json.ts";
import type { Scope } from "../scope.ts";

/** Evaluates an expression without the library, or leaves it to the library: undefined. */
export type DirectEvaluation = (scope: Scope) => Json | undefined;

interface Part {
  readonly type: string;
  readonly value?: unknown;
}

type Compile = (part: never) => DirectEvaluation | undefined;

/**
 * Most expressions that states have are members of `$states` or of a variable, literals, and simple operations on
 * them. Those are evaluated by closures, twenty times as fast as the library does it. Whatever has a meaning of its own in
 * JSONata – a list on the way, a value that is missing, operands of other types – is left to the library, errors included.
 */
export function compileDirect(tree: unknown): DirectEvaluation | undefined {
  if (typeof tree !== "object" || tree === null || !("type" in tree)) return undefined;
  const known = COMPILERS.get(tree.type);
  if (known === undefined || !hasOnly(tree, known.members)) return undefined;
  return known.compile(tree as never);
}

/** A part that says more than what is looked at here means something else. */
function hasOnly(part: object, members: readonly string[]): boolean {
  return Object.keys(part).every((name) => name === "type" || name === "position" || members.includes(name));
}

const COMPILERS: ReadonlyMap<unknown, { readonly members: readonly string[]; readonly compile: Compile }> =
  new Map([
    ["number", { members: ["value"], compile: compileLiteral }],
    ["string", { members: ["value"], compile: compileLiteral }],
    ["value", { members: ["value"], compile: compileLiteral }],
    ["variable", { members: ["value"], compile: compileVariable }],
    ["path", { members: ["steps"], compile: compilePath }],
    ["binary", { members: ["value", "lhs", "rhs"], compile: compileBinary }],
    ["condition", { members: ["condition", "then", "else"], compile: compileCondition }],
  ]);

function compileLiteral({ value }: { readonly value: Json }): DirectEvaluation {
  return () => value;
}

/** Functions are bound under names, too: only what was assigned is a value. */
function compileVariable({ value }: { readonly value: string }): DirectEvaluation {
  return ({ variables }) => (Object.hasOwn(variables, value) ? variables[value] : undefined);
}

const STATES: Readonly<Record<string, DirectEvaluation>> = {
  input: (scope) => scope.input,
  result: (scope) => scope.result,
  errorOutput: (scope) => scope.errorOutput,
  context: (scope) => scope.context(),
};

function compilePath({ steps }: { readonly steps: readonly Part[] }): DirectEvaluation | undefined {
  const [root, ...members] = steps;
  if (root?.type !== "variable" || !hasOnly(root, ["value"])) return undefined;
  if (!members.every((part) => part.type === "name" && hasOnly(part, ["value"]))) return undefined;
  const names = members.map(({ value }) => String(value));
  if (root.value !== "states") return follow(compileVariable(root as { readonly value: string }), names);
  const [first = "", ...rest] = names;
  const start = Object.hasOwn(STATES, first) ? STATES[first] : undefined;
  return start === undefined ? undefined : follow(start, rest);
}

function follow(start: DirectEvaluation, names: readonly string[]): DirectEvaluation {
  return (scope) => {
    let value = start(scope);
    for (const name of names) {
      if (!isJsonObject(value) || !Object.hasOwn(value, name)) return undefined;
      value = value[name];
    }
    return value;
  };
}

interface Binary {
  readonly value: string;
  readonly lhs: unknown;
  readonly rhs: unknown;
}

function compileBinary({ value, lhs, rhs }: Binary): DirectEvaluation | undefined {
  const operate = Object.hasOwn(OPERATIONS, value) ? OPERATIONS[value] : undefined;
  const [left, right] = [compileDirect(lhs), compileDirect(rhs)];
  if (operate === undefined || left === undefined || right === undefined) return undefined;
  return (scope) => operate(left(scope), right(scope));
}

interface Condition {
  readonly condition: unknown;
  readonly then: unknown;
  readonly else: unknown;
}

function compileCondition(part: Condition): DirectEvaluation | undefined {
  const [test, whenTrue, whenFalse] = [part.condition, part.then, part.else].map(compileDirect);
  if (test === undefined || whenTrue === undefined || whenFalse === undefined) return undefined;
  return (scope) => {
    const chosen = test(scope);
    return typeof chosen === "boolean" ? (chosen ? whenTrue : whenFalse)(scope) : undefined;
  };
}

type Operation = (left: Json | undefined, right: Json | undefined) => Json | undefined;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  "+": onNumbers((left, right) => left + right),
  "-": onNumbers((left, right) => left - right),
  "*": onNumbers((left, right) => left * right),
  "/": onNumbers((left, right) => left / right),
  "%": onNumbers((left, right) => left % right),
  "<": onOrdered((left, right) => left < right),
  "<=": onOrdered((left, right) => left <= right),
  ">": onOrdered((left, right) => left > right),
  ">=": onOrdered((left, right) => left >= right),
  "=": (left, right) => (isScalar(left) && isScalar(right) ? left === right : undefined),
  "!=": (left, right) => (isScalar(left) && isScalar(right) ? left !== right : undefined),
  and: (left, right) => (typeof left === "boolean" && typeof right === "boolean" ? left && right : undefined),
  or: (left, right) => (typeof left === "boolean" && typeof right === "boolean" ? left || right : undefined),
  "&": concatenate,
};

/** Longer texts are made under the meter of the library. */
const LONGEST_TEXT = 300_000;

function concatenate(left: Json | undefined, right: Json | undefined): Json | undefined {
  if (typeof left !== "string" || typeof right !== "string") return undefined;
  return left.length + right.length <= LONGEST_TEXT ? left + right : undefined;
}

function onNumbers(operate: (left: number, right: number) => number): Operation {
  return (left, right) => {
    if (typeof left !== "number" || typeof right !== "number") return undefined;
    const result = operate(left, right);
    return Number.isFinite(result) ? result : undefined;
  };
}

function onOrdered(compare: (left: number | string, right: number | string) => boolean): Operation {
  return (left, right) => {
    if (typeof left === "number" && typeof right === "number") return compare(left, right);
    return typeof left === "string" && typeof right === "string" ? compare(left, right) : undefined;
  };
}

function isScalar(value: Json | undefined): boolean {
  return value === null || (typeof value !== "object" && value !== undefined);
}
