import type { MessageFilter } from "./json-filter.ts";
import { compileJsonFilter } from "./json-filter.ts";
import { invalidParameter } from "./logs.ts";

const TERM = /([-?]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/y;

/**
 * Compiles a filter pattern: terms that all must occur, `?term` of which one must, `-term` that must not, quoted
 * phrases, and `{ $.field = "value" }` for JSON messages.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function compileFilter(pattern: string | undefined): MessageFilter {
  const text = (pattern ?? "").trim();
  if (text === "") return () => true;
  if (text.startsWith("{")) return compileJsonFilter(text);
  if (text.startsWith("["))
    throw invalidParameter("Filter patterns for space-delimited events are not emulated.");
  if (text.startsWith("%"))
    throw invalidParameter("Regular expressions in filter patterns are not emulated.");
  return compileTerms(text);
}

function compileTerms(text: string): MessageFilter {
  const terms = { all: [] as string[], any: [] as string[], none: [] as string[] };
  for (const { sign, term } of readTerms(text)) {
    if (sign === "-") terms.none.push(term);
    else if (sign === "?") terms.any.push(term);
    else terms.all.push(term);
  }
  return (message) =>
    terms.all.every((term) => message.includes(term)) &&
    (terms.any.length === 0 || terms.any.some((term) => message.includes(term))) &&
    !terms.none.some((term) => message.includes(term));
}

function* readTerms(text: string): Iterable<{ sign: string; term: string }> {
  let position = 0;
  while (position < text.length) {
    TERM.lastIndex = position;
    const match = TERM.exec(text);
    if (match === null)
      throw invalidParameter(`Invalid filter pattern at character ${position + 1}: ${text}`);
    const [whole, sign = "", phrase, word] = match;
    yield { sign, term: phrase?.replace(/\\(.)/g, "$1") ?? word ?? "" };
    position += whole.length;
    while (/\s/.test(text.charAt(position))) position += 1;
  }
}
