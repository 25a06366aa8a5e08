import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseApplicationConfiguration } from "../../../core/config/application-configuration.ts";

describe.each(["hello-web", "orders"])("examples/%s/repave.yaml", (name) => {
  it("is valid and of the application that its folder says", () => {
    const text = readFileSync(new URL(`../../../examples/${name}/repave.yaml`, import.meta.url), "utf8");
    expect(parseApplicationConfiguration(text)).toMatchObject({ valid: true, value: { application: name } });
  });
});
