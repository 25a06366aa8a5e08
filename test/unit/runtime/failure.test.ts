import { describe, expect, it } from "vitest";
import { describeFailure } from "../../../runtime/failure.ts";

describe("describeFailure", () => {
  it("names the address that another program has", () => {
    const error = new Error("listen EADDRINUSE: address already in use 127.0.0.1:4566");
    expect(describeFailure(Object.assign(error, { code: "EADDRINUSE" }))).toEqual({
      reason: "port-in-use",
      exitCode: 3,
      message: "127.0.0.1:4566 is taken: another program listens there.",
    });
  });
});
