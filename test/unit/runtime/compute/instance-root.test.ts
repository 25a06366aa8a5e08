import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { create } from "tar";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hasRoot, instancePaths, removeRoot, unpackRoot } from "../../../../runtime/compute/instance-root.ts";

describe("instance roots", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "repave-root-"));
    mkdirSync(join(directory, "source/etc"), { recursive: true });
    writeFileSync(join(directory, "source/etc/motd"), "hello");
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const pack = (entries: string[]) =>
    buffer(create({ cwd: join(directory, "source"), preservePaths: true }, entries)).then(Buffer.from);
  const paths = () => instancePaths(join(directory, "instances"), "i-1");

  it("appear whole, with links that stay inside", async () => {
    symlinkSync("motd", join(directory, "source/etc/greeting"));
    await unpackRoot(paths(), await pack(["etc"]));
    expect(readFileSync(join(paths().root, "etc/greeting"), "utf8")).toBe("hello");
    await removeRoot(paths());
    expect(hasRoot(paths())).toBe(false);
  });

  it.each([
    ["a link out of the root", "../../../etc/passwd"],
    ["a link to an absolute path", "/etc/passwd"],
  ])("are refused with %s", async (_what, target) => {
    symlinkSync(target, join(directory, "source/etc/secret"));
    await expect(unpackRoot(paths(), await pack(["etc"]))).rejects.toThrow("leaves its root");
    expect(hasRoot(paths())).toBe(false);
  });

  it("are refused with a file outside", async () => {
    writeFileSync(join(directory, "outside"), "x");
    await expect(unpackRoot(paths(), await pack(["../outside"]))).rejects.toThrow("leaves its root");
    expect(existsSync(join(paths().directory, "outside"))).toBe(false);
  });
});
