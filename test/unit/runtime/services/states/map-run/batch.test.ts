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

  it("counts the bytes of the whole input, and lets a large item go alone", () => {
    const first = { Items: ["ab", "ö"] };
    const maxBytes = Buffer.byteLength(JSON.stringify(first));
    const items = ["ab", "ö", "far too large", "c"];
    expect(batches({ maxBytes }, items)).toEqual([first, { Items: ["far too large"] }, { Items: ["c"] }]);
    expect(batches({ maxBytes: maxBytes - 1 }, items.slice(0, 2))).toHaveLength(2);
  });

  it("never makes an input that is larger than one may be", () => {
    const made = batches({ maxItems: 100, input: "x".repeat(1000) }, Array(12).fill("y".repeat(50_000)));
    expect(made.map((batch) => (batch as { Items: unknown[] }).Items.length)).toEqual([5, 5, 2]);
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
