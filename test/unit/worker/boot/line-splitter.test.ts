import { describe, expect, it } from "vitest";
import { concealVariables } from "../../../../worker/boot/concealment.ts";
import { splitLines } from "../../../../worker/boot/line-splitter.ts";

describe("splitLines", () => {
  const linesOf = (...chunks: Buffer[]) => {
    const lines: string[] = [];
    const splitter = splitLines((line) => lines.push(line));
    for (const chunk of chunks) splitter.add(chunk);
    splitter.end();
    return lines;
  };

  it("joins chunks, also in the middle of a character", () => {
    const bytes = Buffer.from("één\r\ntwo\nrest");
    expect(linesOf(bytes.subarray(0, 1), bytes.subarray(1, 9), bytes.subarray(9))).toEqual([
      "één",
      "two",
      "rest",
    ]);
  });

  it("cuts a line that never ends", () => {
    expect(linesOf(Buffer.alloc(70_000, "x")).map(({ length }) => length)).toEqual([70_000]);
    expect(linesOf(Buffer.alloc(70_000, "x"), Buffer.from("y"))).toHaveLength(2);
  });

  it("conceals a secret wherever a line without an end is cut", () => {
    const concealment = concealVariables({ secrets: { TOKEN: "s3cr3t-value" }, environment: {} });
    const text = `${"x".repeat(65_530)}s3cr3t-value${"y".repeat(70_000)}s3cr3t-value`;
    for (let cut = 65_525; cut < 65_560; cut += 1) {
      const lines: string[] = [];
      const splitter = splitLines((line) => lines.push(line), concealment);
      splitter.add(Buffer.from(text.slice(0, cut)));
      splitter.add(Buffer.from(text.slice(cut)));
      splitter.end();
      expect(lines.join("")).toBe(text.replaceAll("s3cr3t-value", "[TOKEN]"));
    }
  });
});
