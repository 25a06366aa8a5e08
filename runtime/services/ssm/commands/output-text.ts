import { StringDecoder } from "node:string_decoder";

const TRUNCATED = "\n---Output truncated---";

/** Collects what a process prints, up to a number of characters; says at the end that more came. */
export interface OutputText {
  append(chunk: Buffer): void;
  text(): string;
}

export function createOutputText(mostCharacters: number): OutputText {
  const decoder = new StringDecoder("utf8");
  let text = "";
  let truncated = false;
  return {
    append(chunk) {
      if (truncated) return;
      text += decoder.write(chunk);
      if (text.length <= mostCharacters) return;
      truncated = true;
      text = text.slice(0, mostCharacters - TRUNCATED.length);
    },
    text: () => (truncated ? text + TRUNCATED : text),
  };
}
