import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createCsvParser,
  readCsv,
} from "../../../../../../../runtime/services/states/map-run/readers/csv.ts";

async function* pieces(...texts: string[]): AsyncGenerator<string> {
  yield* texts;
}

async function items(text: string, config = {}): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const item of readCsv(pieces(text), config)) all.push(item);
  return all;
}

describe("readCsv", () => {
  it("makes an object of every row, whatever its length", async () => {
    expect(await items("a,b\n1,2\n3\n4,5,6\n")).toEqual([
      { a: "1", b: "2" },
      { a: "3", b: "" },
      { a: "4", b: "5" },
    ]);
  });

  it("takes given headers, and each delimiter", async () => {
    const config = { CSVHeaderLocation: "GIVEN", CSVHeaders: ["x", "y"] };
    const delimiters = { COMMA: ",", PIPE: "|", SEMICOLON: ";", SPACE: " ", TAB: "\t" };
    for (const [CSVDelimiter, delimiter] of Object.entries(delimiters))
      expect(await items(`1${delimiter}2`, { ...config, CSVDelimiter })).toEqual([{ x: "1", y: "2" }]);
  });

  it("keeps quotes, delimiters and line breaks inside of quotes", async () => {
    expect(await items('a,b\r\n"x,""y""","1\n2"\r\n\r\n')).toEqual([{ a: 'x,"y"', b: "1\n2" }]);
  });

  it("refuses equal headers and an unknown delimiter", async () => {
    await expect(items("a,a\n1,2")).rejects.toThrow("CSV headers cannot contain duplicates.");
    await expect(items("a", { CSVDelimiter: "COLON" })).rejects.toThrow(/CSVDelimiter 'COLON'/);
  });
});

describe("createCsvParser", () => {
  it("gives the same rows however the text is cut", () => {
    const field = fc.string({
      unit: fc.constantFrom("a", ",", '"', "\n", "ö", " "),
      minLength: 1,
      maxLength: 6,
    });
    const table = fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(table, fc.nat(40), (rows, cut) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = rows.map((row) => row.map(quoted).join(",")).join("\n");
        const parser = createCsvParser(",");
        const parsed = [...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut)), ...parser.end()];
        expect(parsed).toEqual(rows);
      }),
    );
  });
});
