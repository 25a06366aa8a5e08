import { describe, expect, it } from "vitest";
import { outcomeOf } from "../../../cli/follow/outcome.ts";
import { notStarted } from "../../../cli/follow/stages.ts";

describe("the outcome", () => {
  it("has the address and the number of resources of a release that serves", () => {
    const stages = notStarted.stages.map((stage) => ({
      ...stage,
      status: "SUCCEEDED" as const,
      startedMs: 1000,
      endedMs: 1250,
      output: { url: "http://127.0.4.1:8080", resources: 9 },
    }));
    const progress = { status: "SUCCEEDED", stages, startedMs: 900, endedMs: 2500 } as const;
    expect(outcomeOf({ release: "r", publishedMs: 800, progress })).toMatchObject({
      outcome: "SUCCEEDED",
      url: "http://127.0.4.1:8080",
      seconds: 1.7,
      resources: 9,
      stages: expect.arrayContaining([{ name: "Bakery", status: "SUCCEEDED", seconds: 0.25 }]),
    });
  });

  it("has the error and its cause of one that failed, and no address", () => {
    const progress = { ...notStarted, status: "FAILED", error: "BakeFailed", cause: "no artifact" } as const;
    expect(outcomeOf({ release: "r", publishedMs: 0, progress })).toMatchObject({
      outcome: "FAILED",
      url: null,
      resources: 0,
      error: "BakeFailed",
      cause: "no artifact",
    });
  });
});
