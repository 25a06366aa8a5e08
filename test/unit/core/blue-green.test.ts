import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areEqualWeights, liveColour, planPutBack, planShift, weightsOf } from "../../../core/blue-green.ts";
import { colours } from "../../../core/stack-names.ts";

const steps = fc
  .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 6 })
  .map((numbers) => [...numbers.sort((one, other) => one - other), 100]);

describe("liveColour", () => {
  it.each([
    [{ blue: 0, green: 0 }, null],
    [{ blue: 100, green: 0 }, "blue"],
    [{ blue: 0, green: 100 }, "green"],
    [{ blue: 10, green: 90 }, "green"],
    [{ blue: 50, green: 50 }, "blue"],
  ])("%j → %s", (weights, colour) => {
    expect(liveColour(weights)).toBe(colour);
  });
});

describe("planShift", () => {
  it("moves the traffic in the steps asked for", () => {
    expect(planShift({ current: { blue: 100, green: 0 }, to: "green", steps: [10, 50, 100] })).toEqual([
      { blue: 90, green: 10 },
      { blue: 50, green: 50 },
      { blue: 0, green: 100 },
    ]);
  });

  it("goes on where an interrupted shift stood", () => {
    expect(planShift({ current: { blue: 50, green: 50 }, to: "green", steps: [10, 50, 100] })).toEqual([
      { blue: 0, green: 100 },
    ]);
    expect(planShift({ current: { blue: 0, green: 100 }, to: "green", steps: [10, 50, 100] })).toEqual([]);
  });

  it("moves at once when nothing serves", () => {
    expect(planShift({ current: { blue: 0, green: 0 }, to: "blue", steps: [10, 100] })).toEqual([
      { blue: 100, green: 0 },
    ]);
  });

  it("always ends with everything on the new colour, never goes back, and always shares out 100", () => {
    fc.assert(
      fc.property(
        steps,
        fc.constantFrom(...colours),
        fc.integer({ min: 0, max: 99 }),
        (plan, to, reached) => {
          const weights = planShift({ current: weightsOf(to, reached), to, steps: plan });
          const shares = weights.map((step) => step[to]);
          expect(shares.at(-1)).toBe(100);
          expect(shares).toEqual(shares.toSorted((one, other) => one - other));
          expect(weights.every(({ blue, green }) => blue + green === 100)).toBe(true);
        },
      ),
    );
  });
});

describe("planPutBack", () => {
  it("gives the other colour everything, when it is there", () => {
    expect(planPutBack("green", true)).toEqual({ blue: 100, green: 0 });
    expect(planPutBack("blue", false)).toBeNull();
  });
});

describe("areEqualWeights", () => {
  it("compares both colours", () => {
    expect(areEqualWeights({ blue: 1, green: 99 }, { blue: 1, green: 99 })).toBe(true);
    expect(areEqualWeights({ blue: 1, green: 99 }, { blue: 1, green: 98 })).toBe(false);
  });
});
