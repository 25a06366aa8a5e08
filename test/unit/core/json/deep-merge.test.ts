import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deepMerge, type JsonObject } from "../../../../core/json/deep-merge.ts";

const layer = fc.dictionary(fc.string({ maxLength: 3 }), fc.jsonValue()) as fc.Arbitrary<JsonObject>;

describe("deepMerge", () => {
  it("lets the later layer win, merges maps and replaces lists", () => {
    const merged = deepMerge(
      { a: { x: 1, y: [1, 2] }, b: 1 },
      { a: { y: [3] }, c: null },
      { a: { z: 2 }, b: { d: 1 } },
    );
    expect(merged).toEqual({ a: { x: 1, y: [3], z: 2 }, b: { d: 1 }, c: null });
  });

  it("takes undefined as not said", () => {
    expect(deepMerge({ a: 1 }, { a: undefined })).toEqual({ a: 1 });
  });

  it("keeps __proto__ an ordinary key", () => {
    const merged = deepMerge({}, JSON.parse('{"__proto__":{"polluted":true}}'));
    expect(Object.keys(merged)).toEqual(["__proto__"]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("has the empty layer as its neutral element", () => {
    fc.assert(
      fc.property(layer, (one) => {
        expect(deepMerge({}, one)).toEqual(one);
        expect(deepMerge(one, {})).toEqual(one);
      }),
    );
  });

  it("is associative over three layers of maps", () => {
    fc.assert(
      fc.property(layer, layer, layer, (one, two, three) => {
        fc.pre(!hasKindClash(one, two, three));
        expect(deepMerge(deepMerge(one, two), three)).toEqual(deepMerge(one, deepMerge(two, three)));
      }),
    );
  });

  it("gives every value of the last layer that is no map, and changes no layer", () => {
    fc.assert(
      fc.property(layer, layer, (lower, upper) => {
        const before = JSON.stringify([lower, upper]);
        const merged = deepMerge(lower, upper);
        for (const [key, value] of Object.entries(upper)) {
          if (typeof value !== "object" || value === null || Array.isArray(value))
            expect(merged[key]).toBe(value);
        }
        expect(JSON.stringify([lower, upper])).toBe(before);
      }),
    );
  });
});

/** Replacing a map by a scalar and then by a map again forgets the first map: the one case that is not associative. */
function hasKindClash(...layers: readonly JsonObject[]): boolean {
  const kinds = new Map<string, string>();
  const clash = (value: unknown, path: string): boolean => {
    const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
    const kind = isMap ? "map" : "other";
    if (kinds.has(path) && kinds.get(path) !== kind) return true;
    kinds.set(path, kind);
    return (
      isMap && Object.entries(value).some(([key, member]) => clash(member, `${path}/${JSON.stringify(key)}`))
    );
  };
  return layers.some((one) => clash(one, ""));
}
