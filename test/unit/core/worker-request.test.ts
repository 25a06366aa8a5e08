import { describe, expect, it } from "vitest";
import {
  commandComment,
  readCommandComment,
  requestParameter,
  resultKey,
  runId,
} from "../../../core/worker-request.ts";

describe("a run's names", () => {
  const run = runId("hello-web-dev-1-0-0-0123456789ab", "bake");

  it("follow from release and stage", () => {
    expect(run).toBe("hello-web-dev-1-0-0-0123456789ab/bake");
    expect(requestParameter(run)).toBe("/repave/runs/hello-web-dev-1-0-0-0123456789ab/bake");
    expect(resultKey(run, 2)).toBe("runs/hello-web-dev-1-0-0-0123456789ab/bake/2/result.json");
  });

  it("lead back from a command's comment, which Run Command keeps to 100 characters", () => {
    const longest = commandComment(runId("x".repeat(80), "provision"), 99);
    expect(longest.length).toBeLessThanOrEqual(100);
    expect(readCommandComment(longest)).toEqual({ run: `${"x".repeat(80)}/provision`, attempt: 99 });
  });

  it.each(["", "patch monday", "a/b#1", "a/bake#0", "a/bake", "a/../x/bake#1"])(
    "do not come from %j",
    (comment) => {
      expect(readCommandComment(comment)).toBeUndefined();
    },
  );
});
