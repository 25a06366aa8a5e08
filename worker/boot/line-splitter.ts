import { StringDecoder } from "node:string_decoder";
import { type Concealment, openTexts } from "./concealment.ts";

/** Cut here even without a line's end, so that an application without any cannot fill the memory. */
const longestLine = 64 * 1024;

/** Cuts a stream of bytes into lines of text. */
export interface LineSplitter {
  readonly add: (chunk: Buffer) => void;
  /** The last line, when it had no end. */
  readonly end: () => void;
}

/**
 * Gives each whole line (UTF-8, without its end) to `onLine`, with what is to be concealed concealed. A line that is cut
 * keeps back as much as a secret is long, so that none is cut in two.
 */
export function splitLines(
  onLine: (line: string) => void,
  { conceal, longest }: Concealment = openTexts,
): LineSplitter {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  const cut = (): void => {
    const line = conceal(rest);
    const end = Math.max(0, line.length - longest);
    rest = line.slice(end);
    if (end > 0) onLine(line.slice(0, end));
  };
  return {
    add: (chunk) => {
      const lines = (rest + decoder.write(chunk)).split(/\r?\n/);
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(conceal(line));
      if (rest.length > longestLine + longest) cut();
    },
    end: () => {
      const last = rest + decoder.end();
      rest = "";
      if (last !== "") onLine(conceal(last));
    },
  };
}
