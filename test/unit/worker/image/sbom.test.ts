import { describe, expect, it } from "vitest";
import { type FileTree, fileEntry } from "../../../../worker/image/file-tree.ts";
import { createSbom } from "../../../../worker/platform/bake/sbom.ts";

const lock = {
  packages: {
    "": { name: "web", version: "1.0.0" },
    "node_modules/left-pad": { version: "1.3.0", license: "WTFPL", integrity: "sha512-AAEC" },
    "node_modules/@scope/tool": { version: "2.0.0", dev: true },
  },
};
const artifact: FileTree = new Map([
  ["package-lock.json", fileEntry(JSON.stringify(lock))],
  [
    "node_modules/@scope/used/package.json",
    fileEntry('{"name":"@scope/used","version":"3.1.0","license":"MIT"}'),
  ],
  ["node_modules/broken/package.json", fileEntry("no json")],
]);
const source = {
  artifact,
  name: "repave-web-0",
  application: "web",
  release: "web-dev-1",
  baseImage: "ami-base",
  recipeDigest: "r".repeat(64),
  artifactDigest: "a".repeat(64),
  run: { command: ["node"], port: 8080 },
};

describe("createSbom", () => {
  const sbom = JSON.parse(createSbom(source));

  it("is CycloneDX 1.6 with the base image and the artifact as components", () => {
    expect(sbom).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6", version: 1 });
    expect(sbom.serialNumber).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(sbom.components.slice(0, 2)).toMatchObject([
      { type: "operating-system", version: "ami-base" },
      { type: "application", name: "web", hashes: [{ alg: "SHA-256", content: "a".repeat(64) }] },
    ]);
  });

  it("lists installed packages and those that the lock file names for production", () => {
    expect(sbom.components.slice(2)).toEqual([
      {
        type: "library",
        "bom-ref": "pkg:npm/%40scope/used@3.1.0",
        group: "@scope",
        name: "used",
        version: "3.1.0",
        purl: "pkg:npm/%40scope/used@3.1.0",
        licenses: [{ license: { name: "MIT" } }],
      },
      {
        type: "library",
        "bom-ref": "pkg:npm/left-pad@1.3.0",
        name: "left-pad",
        version: "1.3.0",
        purl: "pkg:npm/left-pad@1.3.0",
        licenses: [{ license: { name: "WTFPL" } }],
        hashes: [{ alg: "SHA-512", content: "000102" }],
      },
    ]);
  });

  it("says the same of the same image", () => {
    expect(createSbom(source)).toBe(createSbom({ ...source }));
  });
});
