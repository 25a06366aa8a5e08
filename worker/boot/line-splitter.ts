import { StringDecoder } from "node:string_decoder";

/** Cut here even without a line's end, so that an application without any cannot fill the memory. */
const longestLine = 64 * 1024;

/** Cuts a stream of bytes into lines of text. */
export interface LineSplitter {
  readonly add: (chunk: Buffer) => void;
  /** The last line, when it had no end. */
  readonly end: () => void;
}

/** Gives each whole line (UTF-8, without its end) to `onLine`. */
export function splitLines(onLine: (line: string) => void): LineSplitter {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  return {
    add: (chunk) => {
      const lines = (rest + decoder.write(chunk)).split(/\r?\n/);
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
      if (rest.length <= longestLine) return;
      onLine(rest);
      rest = "";
    },
    end: () => {
      const last = rest + decoder.end();
      rest = "";
      if (last !== "") onLine(last);
    },
  };
}
