import { describe, expect, it } from "vitest";
import { createBatches } from "../../../../../../runtime/services/states/map-run/batch.ts";

const UNLIMITED = { maxItems: undefined, maxBytes: undefined, input: undefined };

function batches(limits: Partial<Parameters<typeof createBatches>[0]>, items: readonly string[]): unknown[] {
  const collected = createBatches({ ...UNLIMITED, ...limits });
  return [...items.map(collected.add), collected.end()].filter((batch) => batch !== undefined);
}

describe("createBatches", () => {
  it("counts items", () => {
    expect(batches({ maxItems: 2 }, ["a", "b", "c"])).toEqual([{ Items: ["a", "b"] }, { Items: ["c"] }]);
  });

  it("counts bytes of JSON, and lets a large item go alone", () => {
    expect(batches({ maxBytes: 8 }, ["ab", "ö", "far too large", "c"])).toEqual([
      { Items: ["ab", "ö"] },
      { Items: ["far too large"] },
      { Items: ["c"] },
    ]);
  });

  it("gives every batch the same further input, and none for no items", () => {
    const input = { by: "two" };
    expect(batches({ maxItems: 1, input }, ["a", "b"])).toEqual([
      { BatchInput: input, Items: ["a"] },
      { BatchInput: input, Items: ["b"] },
    ]);
    expect(batches({ maxItems: 1, input }, [])).toEqual([]);
  });
});
