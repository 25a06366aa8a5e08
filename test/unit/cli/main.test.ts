import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const program = join(import.meta.dirname, "../../../cli/main.ts");

function repave(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { PATH = "" } = process.env;
  return spawnSync(process.execPath, [program, ...words], { encoding: "utf8", env: { PATH, ...env } });
}

describe("a command line that is wrong", () => {
  it.each([
    [["relaese"], "Did you mean release?"],
    [["apps", "--frob"], "unknown option '--frob'"],
    [["executions", "list", "--frob"], "unknown option '--frob'"],
    [["executions", "list", "--status", "foo"], "Allowed choices are RUNNING"],
    [["executions", "list", "--limit", "0"], "--limit takes a number from 1 to 1000"],
    [["audit", "--output", "xml"], "--output takes table, json, yaml"],
    [["logs"], "name one log"],
  ])("%j ends with 2 and says why", { timeout: 60_000 }, (words, text) => {
    const { status, stderr } = repave(words);
    expect(stderr).toContain(text);
    expect(status).toBe(2);
  });

  it("is one without a region, where AWS is named", { timeout: 60_000 }, () => {
    const env = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "none", AWS_CONFIG_FILE: "/none" };
    const { status, stderr } = repave(["apps"], env);
    expect(stderr).toContain("no AWS region is named");
    expect(status).toBe(2);
  });
});
