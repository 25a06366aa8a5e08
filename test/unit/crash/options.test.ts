import { describe, expect, it } from "vitest";
import { readOptions, UsageError } from "../../crash/options.ts";

describe("the options of a campaign", () => {
  it("have defaults", () => {
    expect(readOptions([])).toMatchObject({ kills: 200, seed: 1, lanes: 2, cases: 120, help: false });
  });

  it("name one round of a plan", () => {
    const words = ["--seed", "7", "--round", "3", "--cases", "0"];
    expect(readOptions(words)).toMatchObject({ seed: 7, round: 3, cases: 0 });
  });

  it.each([["--kills", "many"], ["--lanes", "0"], ["--seed", "-1"], ["--speed", "9"], ["word"]])(
    "are refused: %s %s",
    (...words) => {
      expect(() => readOptions(words.filter((word) => word !== undefined))).toThrow(UsageError);
    },
  );
});
