import { ownEntry } from "../../kernel/own-entry.ts";
/** Whether one value (undefined: the field is absent) satisfies a rule. */
export type ValueTest = (value: unknown) => boolean;

type RuleCompiler = (argument: unknown, name: string) => ValueTest;

/** The comparison operators of event patterns. */
const OPERATORS: Readonly<Record<string, RuleCompiler>> = {
  prefix: (argument, name) => affix(argument, name, (text, part) => text.startsWith(part)),
  suffix: (argument, name) => affix(argument, name, (text, part) => text.endsWith(part)),
  "equals-ignore-case": (argument, name) => {
    const wanted = requireText(argument, name).toLowerCase();
    return (value) => typeof value === "string" && value.toLowerCase() === wanted;
  },
  wildcard: (argument, name) => {
    const expression = wildcardExpression(requireText(argument, name));
    return (value) => typeof value === "string" && expression.test(value);
  },
  exists: (argument, name) => {
    if (typeof argument !== "boolean") throw new Error(`"exists" of "${name}" must be true or false`);
    return (value) => (value !== undefined && !isObject(value)) === argument;
  },
  numeric: (argument, name) => numeric(argument, name),
  "anything-but": (argument, name) => anythingBut(argument, name),
};

/** Compiles one element of a field's array: a scalar to be equal to, or an object with one operator. */
export function compileRule(name: string, rule: unknown): ValueTest {
  if (!isObject(rule)) {
    if (Array.isArray(rule)) throw new Error(`"${name}" must not hold an array in its array`);
    return (value) => value === rule;
  }
  const [operator = "", argument] = Object.entries(rule)[0] ?? [];
  const compile = ownEntry(OPERATORS, operator);
  if (Object.keys(rule).length !== 1 || compile === undefined) {
    throw new Error(`Unrecognized match type ${Object.keys(rule).join(", ") || "{}"} for "${name}"`);
  }
  return compile(argument, name);
}

function affix(argument: unknown, name: string, holds: (text: string, part: string) => boolean): ValueTest {
  if (isObject(argument)) {
    const part = requireText(argument["equals-ignore-case"], name).toLowerCase();
    return (value) => typeof value === "string" && holds(value.toLowerCase(), part);
  }
  const part = requireText(argument, name);
  return (value) => typeof value === "string" && holds(value, part);
}

function anythingBut(argument: unknown, name: string): ValueTest {
  if (isObject(argument)) {
    const [operator = "", inner] = Object.entries(argument)[0] ?? [];
    const alternatives = (Array.isArray(inner) ? inner : [inner]).map((one) =>
      compileRule(name, { [operator]: one }),
    );
    return (value) => value !== undefined && !alternatives.some((test) => test(value));
  }
  const excluded: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  if (excluded.length === 0) throw new Error(`"anything-but" of "${name}" must not be empty`);
  return (value) => value !== undefined && !excluded.includes(value);
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

function numeric(argument: unknown, name: string): ValueTest {
  if (!Array.isArray(argument) || argument.length === 0 || argument.length % 2 === 1) {
    throw new Error(`"numeric" of "${name}" must be pairs of an operator and a number`);
  }
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < argument.length; index += 2) {
    const compare = COMPARISONS[argument[index]];
    const bound: unknown = argument[index + 1];
    if (compare === undefined || typeof bound !== "number") {
      throw new Error(`"numeric" of "${name}" has an invalid comparison: ${argument[index]} ${bound}`);
    }
    tests.push((value) => compare(value, bound));
  }
  return (value) => typeof value === "number" && tests.every((test) => test(value));
}

/** `*` stands for any characters; `\*` and `\\` for themselves. */
function wildcardExpression(pattern: string): RegExp {
  if (pattern.includes("**")) throw new Error("Consecutive wildcard characters");
  const source = pattern.replace(/\\[*\\]|\*|[^*\\]+|\\/g, (part) => {
    if (part === "*") return ".*";
    return escapeExpression(part === "\\*" || part === "\\\\" ? part.slice(1) : part);
  });
  return new RegExp(`^${source}$`, "s");
}

function escapeExpression(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function requireText(argument: unknown, name: string): string {
  if (typeof argument === "string" && argument !== "") return argument;
  throw new Error(`A match of "${name}" needs a text that is not empty`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
