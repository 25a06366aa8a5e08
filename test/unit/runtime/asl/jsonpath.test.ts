import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../../../runtime/asl/json.ts";
import { followPath } from "../../../../runtime/asl/jsonpath/evaluate-path.ts";
import { parsePath } from "../../../../runtime/asl/jsonpath/parse-path.ts";
import { PathSyntaxError } from "../../../../runtime/asl/jsonpath/path.ts";
import { pass, runToEnd } from "./machine.ts";

const STORE: Json = {
  book: [
    { title: "a", price: 8 },
    { title: "b", price: 12, isbn: "1" },
    { title: "c", price: 9 },
  ],
  "odd name": 1,
  nested: { title: "d" },
};

const PATHS: readonly (readonly [path: string, found: Json | undefined])[] = [
  ["$", STORE],
  ["$.book[0].title", "a"],
  ["$.book[-1].title", "c"],
  ["$['odd name']", 1],
  ["$.book[*].price", [8, 12, 9]],
  ["$.book[0,2].title", ["a", "c"]],
  ["$.book[1:].title", ["b", "c"]],
  ["$.book[:-1].title", ["a", "b"]],
  ["$..title", ["a", "b", "c", "d"]],
  ["$.book[?(@.price < 10)].title", ["a", "c"]],
  ["$.book[?(@.isbn && @.price >= 12)].title", ["b"]],
  ["$.book[?(!(@.isbn))].title", ["a", "c"]],
  ["$.book[?(@.title in ['a','b'])].price", [8, 12]],
  ["$.book.length()", 3],
  ["$.none[*]", []],
  ["$.none", undefined],
  ["$.book[9]", undefined],
];

describe("a path", () => {
  it.each(PATHS)("%s finds %j", (path, found) => {
    expect(followPath(parsePath(path), STORE)?.value).toEqual(found);
  });

  it.each(["", "book", "$.", "$[", "$['a", "$[?(@.a ==)]", "$.a b"])("%j is refused", (text) => {
    expect(() => parsePath(text)).toThrow(PathSyntaxError);
  });

  it("finds every member of any object by its quoted name", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (object) => {
        for (const [name, value] of Object.entries(object)) {
          const quoted = name.replace(/[\\']/g, "\\$&");
          expect(followPath(parsePath(`$['${quoted}']`), object)?.value).toBe(value);
        }
      }),
    );
  });

  it("never does anything but parse or refuse", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."$.[]'?()@*:,ab01 =&|!<") }), (text) => {
        try {
          parsePath(text);
        } catch (error) {
          expect(error).toBeInstanceOf(PathSyntaxError);
        }
      }),
    );
  });
});

const INTRINSICS: readonly (readonly [call: string, result: Json])[] = [
  ["States.Format('Hello {}, {} \\{\\}', $.name, 3)", "Hello Ann, 3 {}"],
  ["States.Array($.name, 1, States.Array())", ["Ann", 1, []]],
  ["States.ArrayPartition($.list, 2)", [[1, 2], [2]]],
  ["States.ArrayPartition($.list, 1.5)", [[1, 2], [2]]],
  ["States.ArrayContains($.list, 2)", true],
  ["States.ArrayRange(1, 9, 4)", [1, 5, 9]],
  ["States.ArrayRange(3, 1, -1)", [3, 2, 1]],
  ["States.ArrayRange(0.6, 3.4, 1)", [1, 2, 3]],
  ["States.ArrayGetItem($.list, 1)", 2],
  ["States.ArrayLength($.list)", 3],
  ["States.ArrayUnique($.list)", [1, 2]],
  ["States.Base64Decode(States.Base64Encode('hey'))", "hey"],
  ["States.Hash('a', 'SHA-256')", "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"],
  ["States.JsonMerge($.one, $.two, false)", { a: 1, b: 3 }],
  ["States.StringToJson(States.JsonToString($.one))", { a: 1, b: 2 }],
  ["States.MathAdd(1, -3)", -2],
  ["States.StringSplit('a,b;c', ',;')", ["a", "b", "c"]],
  ["States.UUID()", "00000000-0000-4000-8000-000000000000"],
];

describe("an intrinsic function", () => {
  const long = "x".repeat(10_001);
  const input = { name: "Ann", list: [1, 2, 2], one: { a: 1, b: 2 }, two: { b: 3 }, long };

  it.each(INTRINSICS)("%s gives %j", (call, result) => {
    expect(runToEnd(pass({ Parameters: { "r.$": call } }), input)).toMatchObject({
      status: "SUCCEEDED",
      output: { r: result },
    });
  });

  it.each([
    "States.ArrayGetItem($.list, 7)",
    "States.MathAdd('a', 1)",
    "States.Hash('a', 'X')",
    "States.StringToJson('{')",
    "States.Base64Decode('no base 64')",
    "States.ArrayPartition($.list, 0.4)",
    "States.MathRandom(2, 2)",
    "States.MathAdd(1, 2, 3)",
    "States.UUID('x')",
    "States.Hash($.long, 'MD5')",
    "States.Base64Encode($.long)",
  ])("%s fails as one", (call) => {
    expect(runToEnd(pass({ Parameters: { "r.$": call } }), input)).toMatchObject({
      status: "FAILED",
      error: "States.IntrinsicFailure",
    });
  });

  it("takes data of 10,000 characters, however many units they are", () => {
    const parameters = { "r.$": "States.Hash($.smiles, 'MD5')" };
    const outcome = runToEnd(pass({ Parameters: parameters }), { smiles: "\u{1F642}".repeat(10_000) });
    expect(outcome.status).toBe("SUCCEEDED");
  });
});

describe("the flow of data", () => {
  it("takes InputPath, Parameters, ResultPath and OutputPath in this order", () => {
    const fields = {
      InputPath: "$.in",
      Parameters: { "got.$": "$.x", all: true },
      ResultPath: "$.result",
      OutputPath: "$.result.got",
    };
    expect(runToEnd(pass(fields), { in: { x: 5 } })).toMatchObject({ output: 5 });
    expect(runToEnd(pass({ ...fields, OutputPath: "$" }), { in: { x: 5 } })).toMatchObject({
      output: { in: { x: 5 }, result: { got: 5, all: true } },
    });
  });

  it("discards the result at a null ResultPath and the input at a null InputPath", () => {
    expect(runToEnd(pass({ Result: 1, ResultPath: null }), { a: 1 })).toMatchObject({ output: { a: 1 } });
    expect(runToEnd(pass({ InputPath: null }), { a: 1 })).toMatchObject({ output: {} });
  });

  it("does not change an input that is shared", () => {
    const input = { a: { b: 1 } };
    expect(runToEnd(pass({ Result: 2, ResultPath: "$.a.c" }), input)).toMatchObject({
      output: { a: { b: 1, c: 2 } },
    });
    expect(input).toEqual({ a: { b: 1 } });
  });
});
