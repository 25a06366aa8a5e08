import type { Json } from "../../../../asl/json.ts";

/** One JSON value a line; blank lines are none. */
export async function* readJsonLines(text: AsyncIterable<string>): AsyncGenerator<Json> {
  for await (const line of readLines(text)) if (line.trim() !== "") yield JSON.parse(line) as Json;
}

/** The lines of a text that comes in pieces. */
export async function* readLines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of text) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}
