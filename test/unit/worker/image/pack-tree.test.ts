import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { fileEntry } from "../../../../worker/image/file-tree.ts";
import { packTree } from "../../../../worker/image/pack-tree.ts";

describe("packTree", () => {
  it("gives equal bytes for equal trees in any order", () => {
    const one = new Map([
      ["b", fileEntry("2")],
      ["a", fileEntry("1")],
    ]);
    const other = new Map([
      ["a", fileEntry("1")],
      ["b", fileEntry("2")],
    ]);
    expect(packTree(one).equals(packTree(other))).toBe(true);
  });

  it("ends with two empty blocks and pads every entry to 512 bytes", () => {
    const tar = gunzipSync(packTree(new Map([["a", fileEntry("x".repeat(513))]])));
    expect(tar.length).toBe(512 + 1024 + 1024);
    expect(tar.subarray(-1024).every((byte) => byte === 0)).toBe(true);
  });
});
