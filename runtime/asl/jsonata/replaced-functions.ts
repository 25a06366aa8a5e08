import { canonicalText, type Json } from "../json.ts";
import type { JsonataExpression } from "./library.ts";

const LONGEST_TEXT = 16_000_000;

/**
 * Gives an expression forms of `$pad` and `$distinct` that do what the library's own do, but neither fill the memory
 * (`$pad('', 1e12)`) nor compare every item with every other.
 */
export function replaceFunctions(expression: JsonataExpression): void {
  expression.registerFunction("pad", pad, "<s-ns?:s>");
  expression.registerFunction("distinct", distinct, "<x:x>");
}

function pad(text: string | undefined, width: number, filler = " "): string | undefined {
  if (text === undefined) return undefined;
  const missing = Math.abs(Math.trunc(width)) - [...text].length;
  if (!(missing > 0)) return text;
  if (missing > LONGEST_TEXT) throw new RangeError(`$pad makes texts of at most ${LONGEST_TEXT} characters`);
  const characters = filler === "" ? [" "] : [...filler];
  const rest = characters.slice(0, missing % characters.length).join("");
  const padding = characters.join("").repeat(Math.floor(missing / characters.length)) + rest;
  return width > 0 ? text + padding : padding + text;
}

interface Focus {
  createSequence(): Json[];
}

function distinct(this: Focus, items: Json | undefined): Json | undefined {
  if (!Array.isArray(items) || items.length <= 1) return items;
  const found = (items as { sequence?: boolean }).sequence === true ? this.createSequence() : [];
  const seen = new Set<unknown>();
  for (const item of items as Json[]) {
    const key = typeof item === "object" && item !== null ? canonicalText(item) : item;
    const tagged = typeof key === "string" && typeof item === "string" ? `"${key}` : key;
    if (seen.has(tagged)) continue;
    seen.add(tagged);
    found.push(item);
  }
  return found;
}
