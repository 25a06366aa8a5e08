import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../../../../runtime/asl/json.ts";
import { pass, runToEnd } from "../machine.ts";
import { json } from "../properties/arbitraries.ts";
import { holds } from "../properties/holds.ts";

/** What a call gives when `$` is the input. */
function call(text: string, input: Json = {}): Json {
  const outcome = runToEnd(pass({ Parameters: { "result.$": text } }), input);
  if (outcome.status !== "SUCCEEDED") throw new Error(`${outcome.error}: ${outcome.cause}`);
  return (outcome.output as JsonObject).result as Json;
}

const fails = (text: string, input: Json = {}) =>
  expect(runToEnd(pass({ Parameters: { "result.$": text } }), input)).toMatchObject({
    status: "FAILED",
    error: "States.IntrinsicFailure",
  });

const text = fc.string({ unit: "grapheme", maxLength: 40 });
const list = fc.array(json(), { maxLength: 8 });

describe("intrinsic functions", () => {
  it("give back what was encoded", () => {
    holds(
      fc.property(text, json(), (string, value) => {
        expect(call("States.Base64Decode(States.Base64Encode($))", string)).toBe(string);
        expect(call("States.StringToJson(States.JsonToString($))", value)).toEqual(value);
      }),
    );
  });

  it("encode and hash as everybody does", () => {
    const algorithms = {
      MD5: "md5",
      "SHA-1": "sha1",
      "SHA-256": "sha256",
      "SHA-384": "sha384",
      "SHA-512": "sha512",
    };
    const cases = fc.property(
      text,
      fc.constantFrom(...Object.entries(algorithms)),
      (string, [name, known]) => {
        expect(call("States.Base64Encode($)", string)).toBe(Buffer.from(string).toString("base64"));
        const digest = createHash(known).update(string).digest("hex");
        expect(call(`States.Hash($, '${name}')`, string)).toBe(digest);
      },
    );
    holds(cases);
  });

  it("cut a list into parts of one size whose whole is the list", () => {
    const cases = fc.property(list, fc.integer({ min: 1, max: 5 }), (items, size) => {
      const parts = call(`States.ArrayPartition($, ${size})`, items) as Json[][];
      expect(parts.flat(1)).toEqual(items);
      expect(parts.slice(0, -1).every((part) => part.length === size)).toBe(true);
      expect(parts.every((part) => part.length > 0 && part.length <= size)).toBe(true);
    });
    holds(cases);
  });

  it("keep the first of what is equal", () => {
    const few = fc.oneof(fc.constantFrom<Json[]>(1, "1", null, true, "true"), json());
    const cases = fc.property(fc.array(few, { maxLength: 8 }), (items) => {
      const unique: Json[] = [];
      for (const item of items)
        if (!unique.some((known) => isDeepStrictEqual(known, item))) unique.push(item);
      expect(call("States.ArrayUnique($)", items)).toEqual(unique);
      for (const item of items) expect(call("States.ArrayContains($[0], $[1])", [items, item])).toBe(true);
    });
    holds(cases, 100);
  });

  it("do not compare each with each", () => {
    const items = Array.from({ length: 40_000 }, (_, at) => at);
    expect(call("States.ArrayLength(States.ArrayUnique($))", items)).toBe(40_000);
    const separators = String.fromCodePoint(
      ...Array.from({ length: 40_000 }, (_, at) => 0x4e00 + (at % 20_000)),
    );
    expect(
      call("States.ArrayLength(States.StringSplit($.t, $.s))", { t: "a".repeat(40_000), s: separators }),
    ).toBe(1);
  });

  it("count in steps, up to a thousand of them", () => {
    const numbers = fc.integer({ min: -600, max: 600 });
    const cases = fc.property(numbers, numbers, numbers, (first, last, step) => {
      const written = `States.ArrayRange(${first}, ${last}, ${step})`;
      const expected: number[] = [];
      if (step > 0) for (let at = first; at <= last; at += step) expected.push(at);
      if (step < 0) for (let at = first; at >= last; at += step) expected.push(at);
      if (step === 0 || expected.length > 1000) fails(written);
      else expect(call(written)).toEqual(expected);
    });
    holds(cases);
    expect(call("States.ArrayLength(States.ArrayRange(1, 1000, 1))")).toBe(1000);
    for (const range of ["1, 1001, 1", "1, 1e300, 1", "-1e300, 1e300, 1"])
      fails(`States.ArrayRange(${range})`);
  });

  it("draw within their range, and the same for the same seed", () => {
    const numbers = fc.integer({ min: -1e6, max: 1e6 });
    const cases = fc.property(
      numbers,
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer(),
      (first, width, seed) => {
        const written = `States.MathRandom(${first}, ${first + width}, ${seed})`;
        const drawn = call(written) as number;
        expect(Number.isInteger(drawn) && drawn >= first && drawn < first + width).toBe(true);
        expect(call(written)).toBe(drawn);
      },
    );
    holds(cases);
  });

  it("put each argument at its place, and leave braces that are escaped", () => {
    const piece = fc.string({ unit: fc.constantFrom("a", "'", "{", "}", "\\", "é", " "), maxLength: 6 });
    const escaped = (plain: string) => plain.replace(/[\\'{}]/g, "\\$&");
    const cases = fc.property(
      fc.array(piece, { minLength: 1, maxLength: 4 }),
      fc.array(text),
      (pieces, given) => {
        const values = pieces.slice(1).map((_, at) => given[at] ?? "");
        const template = pieces.map(escaped).join("{}");
        const places = values.map((_, at) => `, $[${at}]`).join("");
        const expected = pieces.map((plain, at) => plain + (values[at] ?? "")).join("");
        expect(call(`States.Format('${template}'${places})`, values)).toBe(expected);
      },
    );
    holds(cases);
  });

  it("split at every separator, and merge the later over the earlier", () => {
    const few = fc.string({ unit: fc.constantFrom("a", "b", ",", ";"), maxLength: 12 });
    holds(
      fc.property(few, (string) => {
        const expected = string.split(/[,;]/).filter((part) => part !== "");
        expect(call("States.StringSplit($, ',;')", string)).toEqual(expected);
      }),
    );
    const objects = fc.dictionary(fc.constantFrom("a", "b", "__proto__", "c"), json());
    holds(
      fc.property(objects, objects, (left, right) => {
        const merged = call("States.JsonMerge($[0], $[1], false)", [left, right] as Json);
        expect(merged).toEqual(Object.fromEntries([...Object.entries(left), ...Object.entries(right)]));
      }),
      100,
    );
  });

  it("refuse, and never break, whatever they are given", () => {
    const functions = fc.constantFrom(
      ...["Format", "Array", "ArrayPartition", "ArrayContains", "ArrayRange", "ArrayGetItem", "ArrayLength"],
      ...["ArrayUnique", "Base64Encode", "Base64Decode", "Hash", "JsonMerge", "JsonToString", "StringToJson"],
      ...["MathAdd", "MathRandom", "StringSplit", "UUID"],
    );
    const argument = fc.constantFrom(
      "$",
      "$[0]",
      "$[1]",
      "'x'",
      "''",
      "'constructor'",
      "-1",
      "0",
      "1e308",
      "true",
      "null",
    );
    const cases = fc.property(
      functions,
      fc.array(argument, { maxLength: 4 }),
      fc.tuple(json(), json()),
      (name, given, input) => {
        const text = `States.${name}(${given.join(", ")})`;
        const outcome = runToEnd(pass({ Parameters: { "result.$": text } }), input as Json);
        if (outcome.status === "SUCCEEDED") JSON.stringify(outcome.output);
        else expect(["States.IntrinsicFailure", "States.Runtime"]).toContain(outcome.error);
      },
    );
    holds(cases, 1000);
  });

  it("do not blow up what they are given many times", () => {
    const input = "x".repeat(200_000);
    const many = Array.from({ length: 2000 }, () => "$").join(", ");
    for (const made of [
      `States.JsonToString(States.Array(${many}))`,
      `States.Hash(States.Array(${many}), 'MD5')`,
      `States.Format('${"{}".repeat(2000)}', ${many})`,
      `States.ArrayPartition(States.Array(${many}), 'x')`,
    ])
      fails(made, input);
    expect(runToEnd(pass({ Parameters: { "r.$": `States.Array(${many})` } }), input)).toMatchObject({
      error: "States.DataLimitExceeded",
    });
  });
});
