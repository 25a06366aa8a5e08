import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packFolder } from "../../../cli/release/pack.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "repave-pack-"));
  mkdirSync(path.join(folder, "public"));
  for (const name of ["server.js", "public/index.html", "repave.yaml"])
    writeFileSync(path.join(folder, name), name);
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("packing a folder", () => {
  it("lists its files in order, without the configuration", async () => {
    expect((await packFolder(folder)).files).toEqual(["public/index.html", "server.js"]);
  });

  it("gives the same bytes for the same files at another time", async () => {
    const first = await packFolder(folder);
    utimesSync(path.join(folder, "server.js"), 1, 1);
    expect((await packFolder(folder)).sha256).toBe(first.sha256);
  });

  it("gives other bytes when a file changes", async () => {
    const first = await packFolder(folder);
    writeFileSync(path.join(folder, "server.js"), "changed");
    expect((await packFolder(folder)).sha256).not.toBe(first.sha256);
  });

  it("refuses a folder without files", async () => {
    for (const name of ["server.js", "public"]) rmSync(path.join(folder, name), { recursive: true });
    await expect(packFolder(folder)).rejects.toThrow("holds no file to release");
  });
});
