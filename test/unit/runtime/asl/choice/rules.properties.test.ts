import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMPARISONS, type TYPE_TESTS } from "../../../../../runtime/asl/choice/operators.ts";
import { matchesWildcards } from "../../../../../runtime/asl/choice/wildcards.ts";
import type { Json, JsonObject } from "../../../../../runtime/asl/json.ts";
import { runToEnd } from "../machine.ts";
import { json } from "../properties/arbitraries.ts";
import { holds } from "../properties/holds.ts";

/** Whether a rule holds: the name of the state that it leads to, or the error that it ends in. */
function choose(rule: JsonObject, input: Json): string | undefined {
  const outcome = runToEnd(
    {
      StartAt: "Choose",
      States: {
        Choose: { Type: "Choice", Choices: [{ ...rule, Next: "Yes" }], Default: "No" },
        Yes: { Type: "Pass", Result: "yes", End: true },
        No: { Type: "Pass", Result: "no", End: true },
      },
    },
    input,
  );
  return outcome.status === "SUCCEEDED" ? (outcome.output as string) : outcome.error;
}

const yes = (holds: boolean) => (holds ? "yes" : "no");
const ORDERS: Readonly<Record<string, (left: number | string, right: number | string) => boolean>> = {
  Equals: (left, right) => left === right,
  LessThan: (left, right) => left < right,
  LessThanEquals: (left, right) => left <= right,
  GreaterThan: (left, right) => left > right,
  GreaterThanEquals: (left, right) => left >= right,
};
const order = fc.constantFrom(...Object.entries(ORDERS));
const anything = json();

/** A timestamp with the moment that it stands for. */
const timestamp = fc
  .tuple(fc.integer({ min: 0, max: 4e9 }), fc.integer({ min: -14 * 4, max: 14 * 4 }), fc.constantFrom(0, 3))
  .map(([seconds, quarters, digits]) => {
    const local = new Date(seconds * 1000 + quarters * 900_000).toISOString().slice(0, 19);
    const minutes = Math.abs(quarters) * 15;
    const clock = [Math.floor(minutes / 60), minutes % 60]
      .map((part) => String(part).padStart(2, "0"))
      .join(":");
    const offset = quarters === 0 ? "Z" : `${quarters < 0 ? "-" : "+"}${clock}`;
    return { text: `${local}${digits === 0 ? "" : ".000"}${offset}`, seconds };
  });

describe("a comparison", () => {
  it("of numbers, texts and timestamps orders them, and others never", () => {
    const number = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    const text = fc.oneof(fc.constantFrom("", "a", "B", "b", "é"), fc.string());
    holds(
      fc.property(order, number, number, anything, ([name, holds], left, right, other) => {
        const rule = { Variable: "$.left", [`Numeric${name}`]: right };
        expect(choose(rule, { left })).toBe(yes(holds(left, right)));
        if (typeof other !== "number") expect(choose(rule, { left: other })).toBe("no");
      }),
    );
    holds(
      fc.property(order, text, text, anything, ([name, holds], left, right, other) => {
        const rule = { Variable: "$.left", [`String${name}`]: right };
        expect(choose(rule, { left })).toBe(yes(holds(left, right)));
        if (typeof other !== "string") expect(choose(rule, { left: other })).toBe("no");
      }),
    );
    holds(
      fc.property(order, timestamp, timestamp, anything, ([name, holds], left, right, other) => {
        const rule = { Variable: "$.left", [`Timestamp${name}`]: right.text };
        expect(choose(rule, { left: left.text })).toBe(yes(holds(left.seconds, right.seconds)));
        expect(choose(rule, { left: other })).toBe("no");
      }),
    );
  });

  it("says of the two sides what its twin ending in Path says", () => {
    const names = Object.keys(COMPARISONS).filter((name) => name !== "StringMatches");
    const operand: Readonly<Record<string, fc.Arbitrary<Json>>> = {
      N: fc.integer(),
      S: fc.string(),
      B: fc.boolean(),
      T: timestamp.map(({ text }) => text),
    };
    const pair = fc.constantFrom(...names).chain((name) => {
      const value = operand[name.charAt(0)] as fc.Arbitrary<Json>;
      return fc.tuple(fc.constant(name), fc.oneof(value, anything), value);
    });
    const cases = fc.property(pair, ([name, left, right]) => {
      const plain = choose({ Variable: "$.left", [name]: right }, { left, right });
      expect(choose({ Variable: "$.left", [`${name}Path`]: "$.right" }, { left, right })).toBe(plain);
    });
    holds(cases, 400);
  });

  it("asks for types as JavaScript knows them", () => {
    const is: Readonly<Record<keyof typeof TYPE_TESTS, (value: Json) => boolean>> = {
      IsBoolean: (value) => typeof value === "boolean",
      IsNull: (value) => value === null,
      IsNumeric: (value) => typeof value === "number",
      IsString: (value) => typeof value === "string",
      IsTimestamp: (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value),
    };
    const value = fc.oneof(
      anything,
      timestamp.map(({ text }) => text),
    );
    const cases = fc.property(value, fc.boolean(), (left, asked) => {
      for (const [name, test] of Object.entries(is))
        expect(choose({ Variable: "$.left", [name]: asked }, { left })).toBe(yes(test(left) === asked));
      expect(choose({ Variable: "$.left", IsPresent: asked }, { left })).toBe(yes(asked));
      expect(choose({ Variable: "$.right", IsPresent: asked }, { left })).toBe(yes(!asked));
    });
    holds(cases, 100);
  });
});

describe("StringMatches", () => {
  /** The pattern as pieces: a text to be found, or anything. */
  const pieces = fc.array(
    fc.oneof(fc.constant(undefined), fc.string({ unit: fc.constantFrom(..."ab*\\.("), maxLength: 3 })),
    {
      maxLength: 6,
    },
  );

  it("finds what a regular expression of the same meaning finds", () => {
    const text = fc.string({ unit: fc.constantFrom(..."ab*\\.(\n"), maxLength: 12 });
    const cases = fc.property(pieces, text, (parts, string) => {
      const pattern = parts.map((part) => part?.replace(/[*\\]/g, "\\$&") ?? "*").join("");
      const source = parts.map((part) => part?.replace(/[*\\.(]/g, "\\$&") ?? ".*").join("");
      const expected = new RegExp(`^${source}$`, "s").test(string);
      expect(matchesWildcards(string, pattern)).toBe(expected);
    });
    holds(cases, 2000);
  });

  it("does not try the same again and again", () => {
    const text = "a".repeat(100_000);
    expect(matchesWildcards(text, `${"*a".repeat(1000)}*b`)).toBe(false);
    expect(matchesWildcards(text, `${"*a".repeat(1000)}*`)).toBe(true);
  });
});

describe("rules of rules", () => {
  const leaf: fc.Arbitrary<JsonObject> = fc.constantFrom("a", "b", "c").map((name) => {
    return { Variable: `$.${name}`, BooleanEquals: true };
  });
  const rules = fc.letrec<{ any: JsonObject }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.array(tie("any"), { minLength: 1, maxLength: 3 }).map((And) => ({ And })),
      fc.array(tie("any"), { minLength: 1, maxLength: 3 }).map((Or) => ({ Or })),
      tie("any").map((Not) => ({ Not })),
    ),
  })).any;

  const truth = (rule: JsonObject, values: Readonly<Record<string, boolean>>): boolean => {
    if (rule.And) return (rule.And as JsonObject[]).every((part) => truth(part, values));
    if (rule.Or) return (rule.Or as JsonObject[]).some((part) => truth(part, values));
    if (rule.Not) return !truth(rule.Not as JsonObject, values);
    return values[(rule.Variable as string).slice(2)] === true;
  };

  it("are true as And, Or and Not are", () => {
    const values = fc.record({ a: fc.boolean(), b: fc.boolean(), c: fc.boolean() });
    const cases = fc.property(rules, values, (rule, input) => {
      expect(choose(rule, input)).toBe(yes(truth(rule, input)));
      expect(choose({ Not: { And: [rule, rule] } }, input)).toBe(
        choose({ Or: [{ Not: rule }, { Not: rule }] }, input),
      );
    });
    holds(cases, 300);
  });

  it("look no further than they must", () => {
    const missing = { Variable: "$.none", BooleanEquals: true };
    const a = { Variable: "$.a", BooleanEquals: true };
    expect(choose({ Or: [a, missing] }, { a: true })).toBe("yes");
    expect(choose({ And: [a, missing] }, { a: false })).toBe("no");
    expect(choose({ Or: [missing, a] }, { a: true })).toBe("States.Runtime");
  });
});
