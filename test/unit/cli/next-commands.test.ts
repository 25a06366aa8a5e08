import { describe, expect, it } from "vitest";
import { nextCommands } from "../../../cli/up/next-commands.ts";

const next = (version: string) => nextCommands({ folder: "examples/orders", application: "orders", version });

describe("what to try next", () => {
  it("is about the example that serves", () => {
    expect(next("1.0.0")).toContain("npx repave logs orders -f");
  });

  it.each([
    ["1.0.0", "1.0.1"],
    ["2.9.99", "2.9.100"],
    ["2026.1-rc", "2026.1-rc.1"],
  ])("is the version after %s", (version, following) => {
    expect(next(version)).toContain(`release examples/orders --env dev --version ${following} `);
  });
});
