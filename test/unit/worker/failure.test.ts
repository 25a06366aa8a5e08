import { describe, expect, it } from "vitest";
import { ArtifactMissing, ControlsFailed } from "../../../core/errors.ts";
import { FailedWithOutput, failureOf } from "../../../worker/failure.ts";

describe("failureOf", () => {
  it("keeps the name of a release error", () => {
    expect(failureOf(new ArtifactMissing("gone"), "bake")).toEqual({
      status: "FAILED",
      error: "ArtifactMissing",
      cause: "gone",
    });
  });

  it("gives every other error the name of its stage", () => {
    const { error, cause } = failureOf(new TypeError("x is not a function"), "provision") as never;
    expect({ error, cause }).toEqual({ error: "ProvisionFailed", cause: "TypeError: x is not a function" });
    expect(failureOf("text", "validate")).toMatchObject({ error: "ValidationFailed", cause: "text" });
  });

  it("keeps the result of a stage that failed its gate", () => {
    const output = { passed: false } as never;
    expect(failureOf(new FailedWithOutput(new ControlsFailed("os-01"), output), "validate")).toEqual({
      status: "FAILED",
      error: "ControlsFailed",
      cause: "os-01",
      output,
    });
  });
});
