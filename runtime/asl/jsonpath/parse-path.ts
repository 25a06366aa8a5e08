import { parseFilter } from "./parse-filter.ts";
import { type Path, PathSyntaxError, type Segment } from "./path.ts";

/** How deeply filters and calls may be nested in each other. */
const DEEPEST_NESTING = 100;

/** Reads a text from left to right. */
export class Cursor {
  readonly text: string;
  at: number;
  #depth = 0;

  constructor(text: string, at = 0) {
    this.text = text;
    this.at = at;
  }

  get next(): string {
    return this.text.charAt(this.at);
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  /** Steps over `expected` when it comes next. */
  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  expect(expected: string): undefined {
    if (!this.take(expected)) throw this.error(`'${expected}'`);
  }

  /** The text that matches a sticky pattern here, or undefined. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** Reads a part that may hold others of its kind. */
  nested<Part>(read: () => Part): Part {
    this.#depth += 1;
    if (this.#depth > DEEPEST_NESTING) throw this.error(`no more than ${DEEPEST_NESTING} levels`);
    const part = read();
    this.#depth -= 1;
    return part;
  }

  skipSpace(): undefined {
    this.match(/\s*/y);
  }

  error(expected: string): PathSyntaxError {
    const found = this.done ? "the end" : `'${this.next}'`;
    return new PathSyntaxError(
      `expected ${expected} at position ${this.at} of '${this.text}', found ${found}`,
    );
  }
}

/** Parses a whole path; throws `PathSyntaxError`. */
export function parsePath(text: string): Path {
  const cursor = new Cursor(text);
  const path = readPath(cursor);
  if (!cursor.done) throw cursor.error("the end of the path");
  return path;
}

/** Reads the path that starts at the cursor, as far as it goes. */
export function readPath(cursor: Cursor): Path {
  const start = cursor.at;
  const root = readRoot(cursor);
  const segments: Segment[] = [];
  while (readSegment(cursor, segments)) {
    // Each call reads one step.
  }
  const definite = segments.every(({ kind }) => kind === "member" || kind === "index" || kind === "length");
  return { source: cursor.text.slice(start, cursor.at), root, segments, definite };
}

const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy;
const MEMBER = /[^\s.[\]()'",*?@|&=<>!:{}]+/uy;

function readRoot(cursor: Cursor): Path["root"] {
  if (cursor.take("@")) return { kind: "item" };
  if (cursor.take("$$")) return { kind: "context" };
  cursor.expect("$");
  const name = cursor.match(NAME);
  return name === undefined ? { kind: "input" } : { kind: "variable", name };
}

function readSegment(cursor: Cursor, segments: Segment[]): boolean {
  if (cursor.take("..")) {
    segments.push({ kind: "descendants" });
    if (cursor.next !== "[") segments.push(readMember(cursor));
    return true;
  }
  if (cursor.take(".")) {
    segments.push(readMember(cursor));
    return true;
  }
  if (!cursor.take("[")) return false;
  segments.push(readBracket(cursor));
  return true;
}

function readMember(cursor: Cursor): Segment {
  if (cursor.take("*")) return { kind: "wildcard" };
  if (cursor.take("length()")) return { kind: "length" };
  const name = cursor.match(MEMBER);
  if (name === undefined) throw cursor.error("a member's name");
  return { kind: "member", name };
}

function readBracket(cursor: Cursor): Segment {
  cursor.skipSpace();
  const segment = readBracketContent(cursor);
  cursor.skipSpace();
  cursor.expect("]");
  return segment;
}

function readBracketContent(cursor: Cursor): Segment {
  if (cursor.take("*")) return { kind: "wildcard" };
  if (cursor.take("?")) {
    cursor.skipSpace();
    cursor.expect("(");
    const filter = parseFilter(cursor);
    cursor.expect(")");
    return { kind: "filter", filter };
  }
  if (cursor.next === "'" || cursor.next === '"') return readNames(cursor);
  return readNumbers(cursor);
}

function readNames(cursor: Cursor): Segment {
  const names = [readQuoted(cursor)];
  while (takeComma(cursor)) names.push(readQuoted(cursor));
  const [name = ""] = names;
  return names.length === 1 ? { kind: "member", name } : { kind: "members", names };
}

function takeComma(cursor: Cursor): boolean {
  cursor.skipSpace();
  const found = cursor.take(",");
  cursor.skipSpace();
  return found;
}

/** Reads a text in single or double quotes, in which a backslash makes the next character plain. */
export function readQuoted(cursor: Cursor): string {
  const quote = cursor.next;
  if (quote !== "'" && quote !== '"') throw cursor.error("a quote");
  cursor.at += 1;
  let text = "";
  while (!cursor.take(quote)) {
    if (cursor.done) throw cursor.error(quote);
    if (cursor.next === "\\") cursor.at += 1;
    text += cursor.next;
    cursor.at += 1;
  }
  return text;
}

const INTEGER = /-?\d+/y;

function readNumbers(cursor: Cursor): Segment {
  const first = readInteger(cursor);
  cursor.skipSpace();
  if (cursor.take(":")) return readSlice(cursor, first);
  if (first === undefined) throw cursor.error("an index, a name, * or a filter");
  const indexes = [first];
  while (takeComma(cursor)) {
    const index = readInteger(cursor);
    if (index === undefined) throw cursor.error("an index");
    indexes.push(index);
  }
  return indexes.length === 1 ? { kind: "index", index: first } : { kind: "indexes", indexes };
}

function readSlice(cursor: Cursor, from: number | undefined): Segment {
  const to = readInteger(cursor);
  const step = cursor.take(":") ? readInteger(cursor) : undefined;
  return { kind: "slice", from, to, step: step ?? 1 };
}

function readInteger(cursor: Cursor): number | undefined {
  const text = cursor.match(INTEGER);
  return text === undefined ? undefined : Number(text);
}
