import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isJsonObject, type Json } from "../../../../../runtime/asl/json.ts";
import { followPath } from "../../../../../runtime/asl/jsonpath/evaluate-path.ts";
import { parsePath } from "../../../../../runtime/asl/jsonpath/parse-path.ts";
import { compileResultPath } from "../../../../../runtime/asl/jsonpath/result-path.ts";
import { json } from "../properties/arbitraries.ts";
import { holds } from "../properties/holds.ts";

/** A step as a reader of the language sees it: how it is written, and where it leads from one value. */
interface Step {
  readonly written: string;
  readonly leads: (from: Json) => readonly Json[];
}

const own = (from: Json, name: string): readonly Json[] =>
  isJsonObject(from) && Object.hasOwn(from, name) ? [from[name] as Json] : [];
const item = (from: Json, index: number): readonly Json[] => {
  if (!Array.isArray(from)) return [];
  const at = index < 0 ? from.length + index : index;
  return at >= 0 && at < from.length ? [from[at]] : [];
};
const below = (from: Json): readonly Json[] =>
  typeof from === "object" && from !== null ? (Object.values(from) as Json[]) : [];
const within = (from: Json): readonly Json[] =>
  typeof from === "object" && from !== null ? [from, ...below(from).flatMap(within)] : [];

const names = fc.constantFrom("a", "b", "__proto__", "constructor", "length", "it's", 'a"b', "ü", "a b", "");
const quoted = (name: string) => `'${name.replace(/[\\']/g, "\\$&")}'`;
const indexes = fc.integer({ min: -4, max: 4 });

const definiteStep: fc.Arbitrary<Step> = fc.oneof(
  names.map((name) => ({ written: `[${quoted(name)}]`, leads: (from: Json) => own(from, name) })),
  fc.constantFrom("a", "b", "constructor", "ü").map((name) => {
    return { written: `.${name}`, leads: (from: Json) => own(from, name) };
  }),
  indexes.map((index) => ({ written: `[${index}]`, leads: (from: Json) => item(from, index) })),
);

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  definiteStep,
  fc.constantFrom(".*", "[*]", "[ * ]").map((written) => ({ written, leads: below })),
  fc.tuple(names, names).map(([one, other]) => ({
    written: `[${quoted(one)}, ${quoted(other)}]`,
    leads: (from: Json) => [...own(from, one), ...own(from, other)],
  })),
  fc.tuple(indexes, indexes).map(([one, other]) => ({
    written: `[${one},${other}]`,
    leads: (from: Json) => [...item(from, one), ...item(from, other)],
  })),
  fc.tuple(indexes, indexes).map(([first, end]) => ({
    written: `[${first}:${end}]`,
    leads: (from: Json) => (Array.isArray(from) ? from.slice(first, end) : []),
  })),
  fc.tuple(fc.nat(4), fc.integer({ min: 1, max: 3 })).map(([first, stride]) => ({
    written: `[${first}::${stride}]`.replace("::", `:9:`),
    leads: (from: Json) =>
      Array.isArray(from) ? from.filter((_, at) => at >= first && at < 9 && (at - first) % stride === 0) : [],
  })),
  fc.constantFrom("a", "b").map((name) => ({
    written: `..${name}`,
    leads: (from: Json) => within(from).flatMap((part) => own(part, name)),
  })),
  fc.integer({ min: -5, max: 5 }).map((number) => ({
    written: `[?(@.a > ${number} || @ == ${number})]`,
    leads: (from: Json) =>
      (Array.isArray(from) ? (from as Json[]) : [from]).filter((candidate) => {
        const [a] = own(candidate, "a");
        return (typeof a === "number" && a > number) || candidate === number;
      }),
  })),
  fc.constant({
    written: "[?(!(@.b) && @)]",
    leads: (from: Json) =>
      (Array.isArray(from) ? (from as Json[]) : [from]).filter(
        (candidate) => own(candidate, "b").length === 0,
      ),
  }),
);

/** Documents in which paths of few names lead somewhere. */
const document: fc.Arbitrary<Json> = fc.letrec<{ any: Json }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, depthIdentifier: "document" },
    fc.integer({ min: -5, max: 5 }),
    fc.array(tie("any"), { maxLength: 4, depthIdentifier: "document" }),
    fc.array(fc.tuple(names, tie("any")), { maxLength: 4, depthIdentifier: "document" }).map((members) => {
      return Object.fromEntries(members) as Json;
    }),
  ),
})).any;

const written = (steps: readonly Step[]) => `$${steps.map((step) => step.written).join("")}`;

describe("a path", () => {
  it("finds what its steps lead to, one after the other", () => {
    const cases = fc.property(document, fc.array(anyStep, { maxLength: 4 }), (value, steps) => {
      const expected = steps.reduce<readonly Json[]>((nodes, { leads }) => nodes.flatMap(leads), [value]);
      const path = parsePath(written(steps));
      const found = followPath(path, value);
      if (path.definite) expect(found).toEqual(expected.length === 0 ? undefined : { value: expected[0] });
      else expect(found).toEqual({ value: expected });
    });
    holds(cases, 1000);
  });

  it("reads what ResultPath wrote there, and everything else as it was", () => {
    const member = fc.constantFrom("a", "b", "__proto__", "constructor", "a b", "ü");
    const cases = fc.property(
      document,
      fc.array(member, { minLength: 1, maxLength: 4 }),
      json(),
      (value, way, result) => {
        const path = `$${way.map((name) => `[${quoted(name)}]`).join("")}`;
        const before = JSON.stringify(value);
        const placed = compileResultPath(path)(value, result);
        expect(JSON.stringify(value)).toBe(before);
        if (!isWritable(value, way)) {
          expect(placed).toMatchObject({ error: "States.ResultPathMatchFailure" });
          return;
        }
        expect(followPath(parsePath(path), placed as Json)).toEqual({ value: result });
        expect(without(placed as Json, way)).toEqual(without(value, way));
      },
    );
    holds(cases, 1000);
  });
});

/** Whether every value on the way to a new member is an object or not there. */
function isWritable(value: Json | undefined, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return true;
  if (value !== undefined && !isJsonObject(value)) return false;
  return isWritable(value === undefined ? undefined : own(value, name)[0], rest);
}

/** The members that a way does not touch, with the names of those that it goes through. */
function without(value: Json, [name = "", ...rest]: readonly string[]): Json {
  if (!isJsonObject(value)) return value;
  const others = Object.entries(value).filter(([other]) => other !== name);
  const inner = own(value, name)[0];
  const kept = rest.length === 0 ? {} : without(inner ?? {}, rest);
  return { others: Object.fromEntries(others), kept };
}

describe("a path that would look at everything over and over", () => {
  const deep = (levels: number): Json => (levels === 0 ? 1 : [deep(levels - 1), deep(levels - 1)]);

  it.each([
    "$..*..*..*..*",
    "$..[?(@..a)]..[?(@..b)]..*",
    "$..[?(@..* == $..*)]",
    `$${"[*,*]".replace("*,*", "0,1,0,1,0,1,0,1").repeat(14)}`,
    `$..[?(${"@..* && ".repeat(50)}@)]`,
  ])("is given up: %s", (text) => {
    expect(() => followPath(parsePath(text), deep(14))).toThrow("looks at more than");
  });

  it("is given up when its regular expression does not end", () => {
    const list = ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"];
    expect(() => followPath(parsePath("$[?(@ =~ /(a+)+c?/)]"), list)).toThrow("timeout");
    expect(followPath(parsePath("$[?(@ =~ /A+b/i)]"), list)).toEqual({ value: list });
  });

  it.each(["$[?(@ =~ '(')]", `$[?(${"(".repeat(200)}@.a${")".repeat(200)})]`, `$[?(${"!".repeat(5000)}@)]`])(
    "is refused when it cannot be read: %s",
    (text) => {
      expect(() => parsePath(text)).toThrow();
    },
  );

  it("takes long lists in its stride", () => {
    const list = Array.from({ length: 120_000 }, () => [0]);
    expect(followPath(parsePath("$[0:]"), list)?.value).toHaveLength(120_000);
    expect(followPath(parsePath("$..[0]"), list)?.value).toHaveLength(120_001);
  });
});
