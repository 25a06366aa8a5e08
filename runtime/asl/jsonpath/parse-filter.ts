import { filterExpression } from "./filter-expression.ts";
import { type Cursor, readPath, readQuoted } from "./parse-path.ts";
import type { Filter, Operand } from "./path.ts";

/** Reads the test of a filter: comparisons and paths joined by `&&`, `||`, `!` and parentheses. */
export function parseFilter(cursor: Cursor): Filter {
  let left = readAnd(cursor);
  while (takeOperator(cursor, "||")) left = { kind: "or", left, right: readAnd(cursor) };
  return left;
}

function readAnd(cursor: Cursor): Filter {
  let left = readTerm(cursor);
  while (takeOperator(cursor, "&&")) left = { kind: "and", left, right: readTerm(cursor) };
  return left;
}

function takeOperator(cursor: Cursor, operator: string): boolean {
  cursor.skipSpace();
  const found = cursor.take(operator);
  cursor.skipSpace();
  return found;
}

function readTerm(cursor: Cursor): Filter {
  return cursor.nested(() => readTermHere(cursor));
}

function readTermHere(cursor: Cursor): Filter {
  cursor.skipSpace();
  if (cursor.take("!")) return { kind: "not", inner: readTerm(cursor) };
  if (cursor.take("(")) {
    const inner = parseFilter(cursor);
    cursor.skipSpace();
    cursor.expect(")");
    return inner;
  }
  const left = readOperand(cursor);
  cursor.skipSpace();
  const operator = cursor.match(OPERATOR);
  if (operator === undefined) {
    if (left.kind === "path") return { kind: "exists", path: left.path };
    throw cursor.error("a comparison");
  }
  cursor.skipSpace();
  const right = readOperand(cursor);
  checkExpression(cursor, operator, right);
  cursor.skipSpace();
  return { kind: "compare", operator, left, right };
}

function checkExpression(cursor: Cursor, operator: string, right: Operand): undefined {
  if (operator !== "=~" || right.kind !== "literal") return;
  if (typeof right.value !== "string" || filterExpression(right.value) === undefined)
    throw cursor.error("a regular expression before this");
}

const OPERATOR = /==|!=|<=|>=|<|>|=~|(?:in|nin|contains)\b/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const EXPRESSION = /\/(?:[^/\\]|\\.)+\/i?/y;
const WORDS = { true: true, false: false, null: null } as const;

function readOperand(cursor: Cursor): Operand {
  if (cursor.next === "@" || cursor.next === "$") return { kind: "path", path: readPath(cursor) };
  if (cursor.take("[")) return readList(cursor);
  return { kind: "literal", value: readLiteral(cursor) };
}

function readList(cursor: Cursor): Operand {
  const values: (null | boolean | number | string)[] = [];
  cursor.skipSpace();
  while (!cursor.take("]")) {
    values.push(readLiteral(cursor));
    takeOperator(cursor, ",");
  }
  return { kind: "literal", value: values };
}

function readLiteral(cursor: Cursor): null | boolean | number | string {
  if (cursor.next === "'" || cursor.next === '"') return readQuoted(cursor);
  const expression = cursor.match(EXPRESSION);
  if (expression !== undefined) return expression;
  const word = cursor.match(/true|false|null/y);
  if (word !== undefined) return WORDS[word as keyof typeof WORDS];
  const number = cursor.match(NUMBER);
  if (number === undefined) throw cursor.error("a path, a number, a text, true, false or null");
  return Number(number);
}
