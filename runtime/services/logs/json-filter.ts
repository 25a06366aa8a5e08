import { invalidParameter } from "./logs.ts";

type DocumentTest = (document: unknown) => boolean;

const TOKEN =
  /\s*(&&|\|\||\(|\)|!=|<=|>=|=|<|>|"(?:[^"\\]|\\.)*"|\$(?:\.[\w@:-]+|\[(?:\d+|'[^']+'|"[^"]+")\])*|[\w.*+:-]+)/y;

/** Compiles `{ $.level = "ERROR" && ($.took > 100 || $.user NOT EXISTS) }`; throws InvalidParameterException. */
export function compileJsonFilter(text: string): MessageFilter {
  if (!text.endsWith("}")) throw invalidParameter(`Invalid filter pattern: no closing brace: ${text}`);
  const tokens = readTokens(text.slice(1, -1));
  const test = parseAlternatives(tokens);
  if (tokens.length > 0) throw invalidParameter(`Invalid filter pattern: unexpected ${tokens[0]}`);
  return (message) => {
    const document = parseDocument(message);
    return document !== undefined && test(document);
  };
}

function readTokens(text: string): string[] {
  const tokens: string[] = [];
  let position = 0;
  while (text.slice(position).trim() !== "") {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(text);
    if (match?.[1] === undefined)
      throw invalidParameter(`Invalid filter pattern near: ${text.slice(position)}`);
    tokens.push(match[1]);
    position = TOKEN.lastIndex;
  }
  return tokens;
}

function parseAlternatives(tokens: string[]): DocumentTest {
  const tests = [parseConjunction(tokens)];
  while (tokens[0] === "||") {
    tokens.shift();
    tests.push(parseConjunction(tokens));
  }
  return (document) => tests.some((test) => test(document));
}

function parseConjunction(tokens: string[]): DocumentTest {
  const tests = [parseCondition(tokens)];
  while (tokens[0] === "&&") {
    tokens.shift();
    tests.push(parseCondition(tokens));
  }
  return (document) => tests.every((test) => test(document));
}

function parseCondition(tokens: string[]): DocumentTest {
  if (tokens[0] === "(") {
    tokens.shift();
    const test = parseAlternatives(tokens);
    if (tokens.shift() !== ")") throw invalidParameter("Invalid filter pattern: no closing parenthesis");
    return test;
  }
  const selector = tokens.shift() ?? "";
  if (!selector.startsWith("$"))
    throw invalidParameter(`Invalid filter pattern: expected $.field, got '${selector}'`);
  const select = compileSelector(selector);
  const operator = (tokens.shift() ?? "").toUpperCase();
  const operand = tokens.shift() ?? "";
  const test = compileComparison(operator, operand);
  return (document) => test(select(document));
}

type ValueTest = (value: unknown) => boolean;

const WORDS: Readonly<Record<string, ValueTest>> = {
  "IS TRUE": (value) => value === true,
  "IS FALSE": (value) => value === false,
  "IS NULL": (value) => value === null,
  "NOT EXISTS": (value) => value === undefined,
};

const ORDER: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

function compileComparison(operator: string, operand: string): ValueTest {
  const word = WORDS[`${operator} ${operand.toUpperCase()}`];
  if (word !== undefined) return word;
  if (operand === "") throw invalidParameter(`Invalid filter pattern: '${operator}' needs a value`);
  const equals = compileEquality(operand);
  if (operator === "=") return equals;
  if (operator === "!=") return (value) => value !== undefined && !equals(value);
  const compare = ORDER[operator];
  const bound = Number(operand);
  if (compare === undefined || Number.isNaN(bound)) {
    throw invalidParameter(`Invalid filter pattern: '${operator} ${operand}' is no comparison`);
  }
  return (value) => typeof value === "number" && compare(value, bound);
}

function compileEquality(operand: string): ValueTest {
  const quoted = operand.startsWith('"');
  const text = quoted ? operand.slice(1, -1).replace(/\\(.)/g, "$1") : operand;
  const number = quoted ? Number.NaN : Number(text);
  if (!Number.isNaN(number)) return (value) => value === number;
  const source = text.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  const expression = new RegExp(`^${source}$`, "s");
  return (value) => typeof value === "string" && expression.test(value);
}

function compileSelector(selector: string): (document: unknown) => unknown {
  const names = [...selector.matchAll(/\.([\w@:-]+)|\[(?:(\d+)|['"]([^'"]+)['"])\]/g)].map(
    ([, name, index, quoted]) => name ?? index ?? quoted ?? "",
  );
  return (document) =>
    names.reduce<unknown>(
      (value, name) => (typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined),
      document,
    );
}

function parseDocument(message: string): unknown {
  if (!message.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined; // Not JSON: such a message matches no JSON pattern.
  }
}

/** Whether a message matches. */
export type MessageFilter = (message: string) => boolean;
