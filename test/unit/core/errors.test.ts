import { describe, expect, it } from "vitest";
import { isTransientError, releaseErrors } from "../../../core/errors.ts";

describe("releaseErrors", () => {
  it.each(Object.entries(releaseErrors))("%s is an error of that name with its cause", (name, ErrorClass) => {
    const cause = new Error("why");
    const error = new ErrorClass("what", { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name, message: "what", cause });
  });

  it("tells what a retry may cure", () => {
    expect(isTransientError("WorkerLost")).toBe(true);
    expect(isTransientError("BakeFailed")).toBe(false);
  });
});
