import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  readJsonArray,
  readPointedArray,
} from "../../../../../../../runtime/services/states/map-run/readers/json-array.ts";
import { readJsonLines } from "../../../../../../../runtime/services/states/map-run/readers/json-lines.ts";

async function* pieces(...texts: string[]): AsyncGenerator<string> {
  yield* texts;
}

async function all(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const read: unknown[] = [];
  for await (const item of items) read.push(item);
  return read;
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("readJsonArray", () => {
  it("gives the elements of any array, however its text is cut", async () => {
    const property = fc.asyncProperty(
      fc.array(fc.jsonValue(), { maxLength: 6 }),
      fc.nat(60),
      fc.constantFrom(undefined, 2),
      async (value, cut, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(await all(readJsonArray(pieces(text.slice(0, cut), text.slice(cut))))).toEqual(asJson(value));
      },
    );
    await fc.assert(property);
  });

  it.each(["{}", '"text"', "12", "[] []"])("refuses %s, which is no array", async (text) => {
    await expect(all(readJsonArray(pieces(text)))).rejects.toThrow(
      "Attempting to map over non-iterable node.",
    );
  });

  it.each(["[1,,2]", "[1,]", "[,1]", "[1 2]", "[1", "", '["x]'])("refuses %s", async (text) => {
    await expect(all(readJsonArray(pieces(text)))).rejects.toThrow();
  });
});

describe("readPointedArray", () => {
  const document = JSON.stringify({ "a/b": [{ "m~n": [1, 2] }], none: 1 });

  it.each([
    ["/a~1b/0/m~0n", [1, 2]],
    ["/a~1b", [{ "m~n": [1, 2] }]],
  ])("follows %s", async (pointer, expected) => {
    expect(await all(readPointedArray(pieces(document), pointer))).toEqual(expected);
  });

  it.each(["/none", "/missing", "", "/a~1b/01", "/toString"])(
    "refuses %j, where no array is",
    async (pointer) => {
      await expect(all(readPointedArray(pieces(document), pointer))).rejects.toThrow(/non-iterable/);
    },
  );

  it("refuses what is no pointer", async () => {
    await expect(all(readPointedArray(pieces(document), "none"))).rejects.toThrow(/no JSON Pointer/);
  });
});

describe("readJsonLines", () => {
  it("reads a value a line, cut anywhere, and skips blank lines", async () => {
    const text = '{"a":1}\r\n\n[2]\n"x"';
    for (let cut = 0; cut <= text.length; cut++)
      expect(await all(readJsonLines(pieces(text.slice(0, cut), text.slice(cut))))).toEqual([
        { a: 1 },
        [2],
        "x",
      ]);
  });
});
