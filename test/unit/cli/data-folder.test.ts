import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isDataFolder } from "../../../cli/up/data-folder.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "repave-folder-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a folder that is to be cleared", () => {
  it("is ours when it holds a runtime's state, or nothing", async () => {
    expect(await isDataFolder(folder)).toBe("ours");
    writeFileSync(path.join(folder, "runtime.db"), "");
    mkdirSync(path.join(folder, "s3"));
    expect(await isDataFolder(folder)).toBe("ours");
  });

  it("is another one when it holds anything else", async () => {
    writeFileSync(path.join(folder, "thesis.txt"), "");
    expect(await isDataFolder(folder)).toBe("other");
  });

  it("may be absent", async () => {
    expect(await isDataFolder(path.join(folder, "none"))).toBe("absent");
  });
});
