import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const bin = join(import.meta.dirname, "../../../bin");

function repave(folder: string, word: string) {
  return spawnSync(process.execPath, [join(folder, "repave.mjs"), word], { encoding: "utf8" });
}

describe("bin/repave.mjs", () => {
  it("starts the command line", { timeout: 60_000 }, () => {
    const { status, stdout } = repave(bin, "--version");
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(status).toBe(0);
  });

  it("asks for the packages where they are not installed", { timeout: 60_000 }, () => {
    const clone = join(mkdtempSync(join(tmpdir(), "repave-clone-")), "bin");
    cpSync(bin, clone, { recursive: true });
    const { status, stderr } = repave(clone, "--version");
    expect(stderr).toBe("repave's packages are not installed. Run `npm ci` here first.\n");
    expect(status).toBe(2);
  });
});
