import { createHash } from "node:crypto";
import type { FileTree } from "../../image/file-tree.ts";
import type { ImageDescription } from "../../image/layout.ts";
import { listPackages, type NodePackage } from "./node-packages.ts";

export interface SbomSource extends ImageDescription {
  readonly artifact: FileTree;
}

/**
 * The bill of materials of an image, CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/): the base image, the
 * application's archive with its digest, and every npm package in it. Equal images give equal text.
 */
export function createSbom(source: SbomSource): string {
  const libraries = listPackages(source.artifact).map(libraryComponent);
  const components = [baseImageComponent(source), artifactComponent(source), ...libraries];
  const document = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf(source.recipeDigest)}`,
    version: 1,
    metadata: { component: imageComponent(source) },
    components,
    dependencies: [
      { ref: source.name, dependsOn: [source.baseImage, artifactReference(source)] },
      { ref: artifactReference(source), dependsOn: libraries.map((library) => library["bom-ref"]) },
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function imageComponent({ name, recipeDigest }: SbomSource) {
  return { type: "container", "bom-ref": name, name, version: recipeDigest.slice(0, 16) };
}

function baseImageComponent({ baseImage }: SbomSource) {
  return { type: "operating-system", "bom-ref": baseImage, name: "base image", version: baseImage };
}

function artifactComponent(source: SbomSource) {
  const { application, artifactDigest } = source;
  const hashes = [{ alg: "SHA-256", content: artifactDigest }];
  return { type: "application", "bom-ref": artifactReference(source), name: application, hashes };
}

function artifactReference({ application, artifactDigest }: SbomSource): string {
  return `${application}@sha256:${artifactDigest}`;
}

function libraryComponent({ name, version, license, integrity }: NodePackage) {
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const slash = name.lastIndexOf("/");
  return {
    type: "library",
    "bom-ref": purl,
    ...(slash < 0 ? {} : { group: name.slice(0, slash) }),
    name: name.slice(slash + 1),
    version,
    purl,
    ...(license === undefined ? {} : { licenses: [{ license: { name: license } }] }),
    ...hashesOf(integrity),
  };
}

/** npm's `sha512-<base64>` as CycloneDX writes it. */
function hashesOf(integrity: string | undefined) {
  const match = /^(sha(?:1|256|384|512))-([A-Za-z0-9+/=]+)$/.exec(integrity ?? "");
  if (match?.[1] === undefined || match[2] === undefined) return {};
  const alg = match[1].replace("sha", "SHA-");
  return { hashes: [{ alg, content: Buffer.from(match[2], "base64").toString("hex") }] };
}

/** A version 8 UUID (RFC 9562: bits of one's own choice) drawn from the recipe. */
function uuidOf(recipeDigest: string): string {
  const hex = createHash("sha256").update(`sbom ${recipeDigest}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
