import { describe, expect, it } from "vitest";
import { describeLife, drawLife } from "../../../crash/plan/draw-life.ts";
import { FAULT_POINTS } from "../../../crash/plan/fault.ts";
import { createSeededRandom } from "../../../crash/plan/seeded-random.ts";

const names = { own: ["passes", "token"], recorded: ["case-1"] };

function draw(seed: number, count: number) {
  const random = createSeededRandom(seed);
  return Array.from({ length: count }, () => drawLife(random, names));
}

describe("the lives of a round", () => {
  it("are the same for the same seed", () => {
    expect(draw(5, 20)).toEqual(draw(5, 20));
    expect(draw(5, 20)).not.toEqual(draw(6, 20));
  });

  it("end at every point of their work, and at any moment", () => {
    const ways = new Set(
      draw(1, 500).map(({ death }) => (death.kind === "moment" ? death.kind : death.fault.point)),
    );
    expect([...ways].sort()).toEqual([...FAULT_POINTS, "moment"].sort());
  });

  it("are told in one line", () => {
    const [life] = draw(1, 1);
    expect(life && describeLife(life)).toMatch(/^starts [\w-]+(, [\w-]+)*; .*; to die \w/);
  });
});
