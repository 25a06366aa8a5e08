import { isJsonObject, type Json } from "../../../../asl/json.ts";
import { ItemReaderError } from "./s3-source.ts";

const NOT_ITERABLE = "Attempting to map over non-iterable node.";

/** The elements of a JSON array, parsed one by one as the text comes in. */
export async function* readJsonArray(text: AsyncIterable<string>): AsyncGenerator<Json> {
  const splitter = createArraySplitter();
  for await (const piece of text)
    for (const element of splitter.push(piece)) yield JSON.parse(element) as Json;
  splitter.end();
}

/** The array that a JSON Pointer (RFC 6901) leads to; the whole text is held in memory for it. */
export async function* readPointedArray(text: AsyncIterable<string>, pointer: string): AsyncGenerator<Json> {
  let whole = "";
  for await (const piece of text) whole += piece;
  const items = followPointer(JSON.parse(whole) as Json, pointer);
  if (!Array.isArray(items)) throw new ItemReaderError(NOT_ITERABLE);
  yield* items;
}

function followPointer(document: Json, pointer: string): Json | undefined {
  if (pointer === "") return document;
  if (!pointer.startsWith("/")) throw new ItemReaderError(`ItemsPointer '${pointer}' is no JSON Pointer.`);
  let value: Json | undefined = document;
  for (const token of pointer.slice(1).split("/")) {
    const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(value)) value = /^(0|[1-9]\d*)$/.test(key) ? value[Number(key)] : undefined;
    else value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

/** Cuts the text of a JSON array into the texts of its elements, which are still to be parsed. */
export function createArraySplitter(): { push(piece: string): string[]; end(): void } {
  let element = "";
  let depth = 0;
  let inText = false;
  let escaped = false;
  let isOver = false;
  let elements: string[] = [];

  const endElement = (last: boolean) => {
    // Only an empty array has nothing before its end.
    if (element.trim() !== "" || !last || elementCount > 0) elements.push(element);
    elementCount += 1;
    element = "";
  };
  let elementCount = 0;

  const takeInText = (character: string) => {
    element += character;
    if (escaped) escaped = false;
    else if (character === "\\") escaped = true;
    else if (character === '"') inText = false;
  };
  const takeOutside = (character: string) => {
    if (/\s/.test(character)) return;
    if (isOver || character !== "[") throw new ItemReaderError(NOT_ITERABLE);
    depth = 1;
  };
  const take = (character: string) => {
    if (depth === 0) return takeOutside(character);
    if (inText) return takeInText(character);
    if (depth === 1 && character === ",") return endElement(false);
    if (depth === 1 && character === "]") {
      endElement(true);
      depth = 0;
      isOver = true;
      return;
    }
    if (character === '"') inText = true;
    if (character === "[" || character === "{") depth += 1;
    if (character === "]" || character === "}") depth -= 1;
    element += character;
  };
  return {
    push(piece) {
      for (const character of piece) take(character);
      const whole = elements;
      elements = [];
      return whole;
    },
    end() {
      if (!isOver) throw new ItemReaderError("The JSON array does not end.");
    },
  };
}
