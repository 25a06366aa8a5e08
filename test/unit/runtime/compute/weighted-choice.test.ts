import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createWeightedChoice } from "../../../../runtime/compute/load-balancer/weighted-choice.ts";

describe("weighted choice", () => {
  it("chooses exactly by weight over one round, whatever the weights", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 5 }), (weights) => {
        const choose = createWeightedChoice();
        const choices = weights.map((weight, index) => ({ key: `${index}`, weight }));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const chosen = Array.from({ length: total }, () => choose(choices)?.key);
        expect(choices.map((it) => chosen.filter((key) => key === it.key).length)).toEqual(weights);
      }),
    );
  });

  it("spreads the choices evenly", () => {
    const choose = createWeightedChoice();
    const choices = [
      { key: "a", weight: 5 },
      { key: "b", weight: 1 },
      { key: "c", weight: 1 },
    ];
    expect(Array.from({ length: 7 }, () => choose(choices)?.key).join("")).toBe("aabacaa");
  });

  it("chooses nothing where nothing has a weight", () => {
    expect(createWeightedChoice()([{ key: "a", weight: 0 }])).toBeUndefined();
  });
});
