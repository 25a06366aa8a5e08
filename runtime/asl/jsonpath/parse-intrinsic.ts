import { isIntrinsic } from "./call-intrinsic.ts";
import { Cursor, readPath } from "./parse-path.ts";
import type { Path } from "./path.ts";

/** An argument of an intrinsic function, or a whole call. */
export type Expression =
  | { readonly kind: "path"; readonly path: Path }
  | {
      readonly kind: "literal";
      readonly value: null | boolean | number | string;
      readonly escaped?: readonly number[];
    }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly Expression[] };

/** Parses the value of a field that takes a path or an intrinsic function; throws `PathSyntaxError`. */
export function parseExpression(text: string): Expression {
  const cursor = new Cursor(text);
  const expression: Expression = text.startsWith("$")
    ? { kind: "path", path: readPath(cursor) }
    : readCall(cursor);
  if (!cursor.done) throw cursor.error("the end");
  return expression;
}

function readCall(cursor: Cursor): Expression {
  cursor.expect("States.");
  const name = cursor.match(/[A-Za-z0-9]+/y);
  if (name === undefined || !isIntrinsic(name)) throw cursor.error("a function's name");
  cursor.skipSpace();
  cursor.expect("(");
  const args: Expression[] = [];
  cursor.skipSpace();
  while (!cursor.take(")")) {
    if (args.length > 0) cursor.expect(",");
    cursor.skipSpace();
    args.push(readArgument(cursor));
    cursor.skipSpace();
  }
  return { kind: "call", name, arguments: args };
}

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS = { true: true, false: false, null: null } as const;

function readArgument(cursor: Cursor): Expression {
  if (cursor.next === "$") return { kind: "path", path: readPath(cursor) };
  if (cursor.next === "'") return readText(cursor);
  if (cursor.text.startsWith("States.", cursor.at)) return cursor.nested(() => readCall(cursor));
  const word = cursor.match(/(?:true|false|null)\b/y);
  if (word !== undefined) return { kind: "literal", value: WORDS[word as keyof typeof WORDS] };
  const number = cursor.match(NUMBER);
  if (number === undefined) throw cursor.error("a path, a text in single quotes, a number or a function");
  return { kind: "literal", value: Number(number) };
}

const ESCAPABLE = "'{}\\";

/** A text in single quotes; `escaped` lists where a brace was written with a backslash, for States.Format. */
function readText(cursor: Cursor): Expression {
  cursor.expect("'");
  let value = "";
  const escaped: number[] = [];
  while (!cursor.take("'")) {
    if (cursor.done) throw cursor.error("'");
    if (cursor.take("\\")) {
      if (cursor.done || !ESCAPABLE.includes(cursor.next))
        throw cursor.error("one of ' { } \\ after a backslash");
      escaped.push(value.length);
    }
    value += cursor.next;
    cursor.at += 1;
  }
  return { kind: "literal", value, ...(escaped.length > 0 ? { escaped } : {}) };
}
