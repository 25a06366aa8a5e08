import { describe, expect, it } from "vitest";
import { sha256Hex } from "../../../../core/json/digest.ts";
import { type FileTree, fileEntry } from "../../../../worker/image/file-tree.ts";
import { composeImage, type ImageDescription } from "../../../../worker/image/layout.ts";

const description: ImageDescription = {
  name: "repave-web-0",
  application: "web",
  release: "web-dev-1",
  baseImage: "ami-base",
  recipeDigest: "r".repeat(64),
  artifactDigest: "a".repeat(64),
  run: { command: ["node", "server.js"], port: 8080 },
};

const base: FileTree = new Map([
  ["opt/repave/boot.mjs", fileEntry("boot")],
  ["etc/motd", fileEntry("of the base image")],
]);
const artifact: FileTree = new Map([["server.js", fileEntry("serve")]]);
const compose = (files: { path: string; content: string }[]) =>
  composeImage({ base, artifact, files, description, sbom: "{}" });

describe("composeImage", () => {
  it("lays the application over the base image, and files over both", () => {
    const { tree } = compose([{ path: "etc/motd", content: "of the application" }]);
    expect([...tree.keys()].sort()).toEqual([
      "etc/motd",
      "opt/repave/boot.mjs",
      "opt/repave/checksums.json",
      "opt/repave/image.json",
      "opt/repave/sbom.cdx.json",
      "srv/app/server.js",
    ]);
    expect(tree.get("etc/motd")).toEqual(fileEntry("of the application"));
  });

  it("lists the digest of every file of base image, application and files", () => {
    const { checksums } = compose([{ path: "etc/greeting", content: "hello" }]);
    expect(JSON.parse(checksums)).toEqual({
      "etc/greeting": sha256Hex("hello"),
      "etc/motd": sha256Hex("of the base image"),
      "opt/repave/boot.mjs": sha256Hex("boot"),
      "srv/app/server.js": sha256Hex("serve"),
    });
  });

  it.each(["opt/repave/boot.mjs", "opt/repave", "srv/app/server.js/below", "srv/app"])(
    "refuses a file at %s",
    (path) => {
      expect(() => compose([{ path, content: "x" }])).toThrow();
    },
  );
});
