import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inspectFiles } from "../../../../worker/inspect/files.ts";

let root: string;
const write = (path: string, content: string, mode = 0o644) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
  chmodSync(join(root, path), mode);
};
const digest = (text: string) => createHash("sha256").update(text).digest("hex");

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "repave-inspect-"));
  write("srv/app/server.js", "serve");
  write("opt/repave/image.json", '{"recipeDigest":"r"}');
  write("opt/repave/checksums.json", JSON.stringify({ "srv/app/server.js": digest("serve") }));
});
afterEach(() => rmSync(root, { recursive: true }));

const none = { count: 0, paths: [] };

describe("inspectFiles", () => {
  it("finds nothing on an instance as it was baked", () => {
    expect(inspectFiles(root)).toEqual({
      fileCount: 3,
      worldWritable: none,
      setUserId: none,
      looseOwnFiles: none,
      credentials: none,
      sshFiles: none,
      changed: none,
      added: none,
      checksumsSha256: digest(JSON.stringify({ "srv/app/server.js": digest("serve") })),
      image: { recipeDigest: "r" },
    });
  });

  it("finds what was changed, removed and added", () => {
    write("srv/app/server.js", "taken over");
    write("srv/app/new.js", "x");
    expect(inspectFiles(root)).toMatchObject({
      changed: { count: 1, paths: ["srv/app/server.js"] },
      added: { count: 1, paths: ["srv/app/new.js"] },
    });
    rmSync(join(root, "srv/app/server.js"));
    expect(inspectFiles(root)).toMatchObject({ changed: { paths: ["srv/app/server.js"] } });
  });

  it("finds loose modes", () => {
    write("srv/app/shared", "x", 0o666);
    write("srv/app/tool", "x", 0o4755);
    write("opt/repave/image.json", "{}", 0o664);
    expect(inspectFiles(root)).toMatchObject({
      worldWritable: { paths: ["srv/app/shared"] },
      setUserId: { paths: ["srv/app/tool"] },
      looseOwnFiles: { paths: ["opt/repave/image.json"] },
    });
  });

  it("finds keys and credentials", () => {
    write("srv/app/key.pem", "-----BEGIN RSA PRIVATE KEY-----\nMII\n");
    write("srv/app/about.txt", 'say "-----BEGIN PRIVATE KEY-----" in a text');
    write("home/app/.aws/credentials", "[default]");
    write("etc/ssh/ssh_host_ed25519_key", "x");
    write("home/app/.ssh/authorized_keys", "x");
    expect(inspectFiles(root)).toMatchObject({
      credentials: { paths: ["home/app/.aws/credentials", "srv/app/key.pem"] },
      sshFiles: { paths: ["etc/ssh/ssh_host_ed25519_key", "home/app/.ssh/authorized_keys"] },
    });
  });

  it("shows twenty paths and counts all", () => {
    for (let count = 0; count < 25; count += 1) write(`srv/app/shared-${count}`, "x", 0o666);
    const { worldWritable } = inspectFiles(root);
    expect(worldWritable.count).toBe(25);
    expect(worldWritable.paths).toHaveLength(20);
  });
});
