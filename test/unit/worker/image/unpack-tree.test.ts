import { gzipSync } from "node:zlib";
import { Header, type HeaderData } from "tar";
import { describe, expect, it } from "vitest";
import { type FileTree, fileEntry } from "../../../../worker/image/file-tree.ts";
import { packTree } from "../../../../worker/image/pack-tree.ts";
import { ArchiveRefused, unpackTree } from "../../../../worker/image/unpack-tree.ts";

/** An archive as an attacker writes it: headers as given, nothing checked. */
const archiveOf = (...entries: readonly (HeaderData & { content?: string })[]): Buffer => {
  const blocks = entries.flatMap(({ content = "", ...data }) => {
    const header = new Header({
      mode: 0o644,
      size: content.length,
      type: "File",
      mtime: new Date(0),
      ...data,
    });
    const block = Buffer.alloc(512);
    header.encode(block, 0);
    const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
    body.write(content);
    return [block, body];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
};

describe("unpackTree", () => {
  it("gives back what packTree packed", async () => {
    const tree: FileTree = new Map([
      ["srv/app/server.js", fileEntry("console.log(1)", 0o755)],
      ["srv/app/data", { kind: "folder", mode: 0o755 }],
      ["srv/app/current", { kind: "link", target: "server.js" }],
      [`srv/app/${"long-name/".repeat(30)}file`, fileEntry("deep")],
    ]);
    expect(await unpackTree(packTree(tree))).toEqual(tree);
  });

  it("reads ./ prefixes and leaves the root entry out", async () => {
    const tree = await unpackTree(
      archiveOf({ path: "./", type: "Directory" }, { path: "./a/b", content: "x" }),
    );
    expect([...tree.keys()]).toEqual(["a/b"]);
  });

  it("turns a hard link into a copy of the file before it", async () => {
    const tree = await unpackTree(
      archiveOf({ path: "a", content: "same" }, { path: "b", type: "Link", linkpath: "a" }),
    );
    expect(tree.get("b")).toEqual(tree.get("a"));
  });

  it.each([
    ["an absolute path", { path: "/etc/passwd", content: "x" }],
    ["a path that leaves the root", { path: "../outside", content: "x" }],
    ["a path that leaves the root in the middle", { path: "a/../../outside", content: "x" }],
    ["a backslash", { path: "a\\..\\b", content: "x" }],
    ["a link to an absolute path", { path: "a", type: "SymbolicLink", linkpath: "/etc" }],
    ["a link that leaves the root", { path: "a/b", type: "SymbolicLink", linkpath: "../../etc" }],
    ["a hard link to nothing", { path: "a", type: "Link", linkpath: "../../etc/passwd" }],
    ["a device", { path: "a", type: "CharacterDevice" }],
    ["a named pipe", { path: "a", type: "FIFO" }],
  ] as const)("refuses %s", async (_what, entry) => {
    await expect(unpackTree(archiveOf(entry))).rejects.toThrow(ArchiveRefused);
  });

  it("refuses to write through a link of the archive", async () => {
    const archive = archiveOf(
      { path: "a", type: "SymbolicLink", linkpath: "b" },
      { path: "a/file", content: "x" },
    );
    await expect(unpackTree(archive)).rejects.toThrow('"a/file" is written through "a"');
  });

  it("refuses more entries than allowed", async () => {
    const archive = archiveOf({ path: "a" }, { path: "b" }, { path: "c" });
    await expect(unpackTree(archive, { entries: 2, bytes: 1000 })).rejects.toThrow("more than 2 entries");
  });

  it("refuses an archive that unpacks to more than allowed", async () => {
    const bomb = gzipSync(Buffer.alloc(3 * 1024 * 1024));
    await expect(unpackTree(bomb, { entries: 10, bytes: 1024 })).rejects.toThrow("more than 1024 bytes");
  });

  it("refuses what is no archive", async () => {
    await expect(unpackTree(Buffer.from("hello"))).rejects.toThrow("it is no gzip file");
    await expect(unpackTree(gzipSync(Buffer.alloc(2048, "x")))).rejects.toThrow(ArchiveRefused);
  });
});
