import { describe, expect, it } from "vitest";
import { compileIgnoreList } from "../../../cli/release/ignore-list.ts";

describe("the ignore list", () => {
  const none = compileIgnoreList("");

  it.each([".git/config", ".env", "config/.env.local", "repave.yaml", "npm-debug.log", ".repave/state"])(
    "leaves out %s whatever the file says",
    (path) => expect(none(path)).toBe(true),
  );

  it.each(["server.js", "src/repave.yaml", "public/index.html", "environment.js"])("takes %s", (path) =>
    expect(none(path)).toBe(false),
  );

  it("matches a bare name at any depth, with what is in it", () => {
    const ignores = compileIgnoreList("coverage/\n");
    expect([
      ignores("coverage/a.html"),
      ignores("sub/coverage/a.html"),
      ignores("coverage-report.md"),
    ]).toEqual([true, true, false]);
  });

  it("ties a pattern with a slash to the top folder", () => {
    const ignores = compileIgnoreList("/docs\nsrc/*.test.js\n");
    expect([
      ignores("docs/a.md"),
      ignores("sub/docs/a.md"),
      ignores("src/a.test.js"),
      ignores("src/a.js"),
    ]).toEqual([true, false, true, false]);
  });

  it("takes back what a later line excepts, and skips comments", () => {
    const ignores = compileIgnoreList("# big files\n*.bin\n!keep.bin\n");
    expect([ignores("a.bin"), ignores("keep.bin")]).toEqual([true, false]);
  });
});
