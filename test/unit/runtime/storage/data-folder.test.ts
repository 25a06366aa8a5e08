import { mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { makeDataFolder } from "../../../../runtime/storage/data-folder.ts";

describe("the data folder", () => {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), "repave-folder-")), "a", "b");

  it("is made with those above it, and may be there already", () => {
    makeDataFolder(folder);
    makeDataFolder(folder);
    expect(statSync(folder).isDirectory()).toBe(true);
  });

  it.runIf(process.platform === "linux")("is refused at once where the system makes no folders", () => {
    expect(() => makeDataFolder("/proc/none/such")).toThrow("ENOENT");
  });
});
