import { sha256Hex } from "../../core/json/digest.ts";
import { type FileTree, fileEntry, mergeTrees, type TreeEntry } from "./file-tree.ts";

/** Where things lie in an image's root. */
export const imageLayout = {
  application: "srv/app",
  own: "opt/repave",
  description: "opt/repave/image.json",
  checksums: "opt/repave/checksums.json",
  sbom: "opt/repave/sbom.cdx.json",
} as const;

/** What `opt/repave/image.json` says of the image it lies in. */
export interface ImageDescription {
  readonly name: string;
  readonly application: string;
  readonly release: string;
  readonly baseImage: string;
  readonly recipeDigest: string;
  readonly artifactDigest: string;
  readonly run: { readonly command: readonly string[]; readonly port: number };
}

export interface ImageParts {
  readonly base: FileTree;
  readonly artifact: FileTree;
  readonly files: readonly { readonly path: string; readonly content: string }[];
  readonly description: ImageDescription;
  readonly sbom: string;
}

/**
 * The root of a new image: the base image, over it the application in `srv/app`, the files it asked for, and the
 * image's own description, bill of materials and checksums. Files may not replace what repave itself runs.
 */
export function composeImage(parts: ImageParts): { readonly tree: FileTree; readonly checksums: string } {
  const withApplication = mergeTrees(parts.base, imageLayout.application, parts.artifact);
  const tree = new Map(withApplication);
  for (const { path, content } of parts.files) tree.set(allowedPath(path, tree), fileEntry(content));
  const checksums = checksumsOf(tree);
  tree.set(imageLayout.description, fileEntry(`${JSON.stringify(parts.description, null, 2)}\n`));
  tree.set(imageLayout.sbom, fileEntry(parts.sbom));
  tree.set(imageLayout.checksums, fileEntry(checksums));
  return { tree, checksums };
}

function allowedPath(path: string, tree: FileTree): string {
  if (path === imageLayout.own || path.startsWith(`${imageLayout.own}/`))
    throw new Error(`files may not be written to ${imageLayout.own}; ${JSON.stringify(path)} is`);
  const parents = path.split("/").map((_, index, names) => names.slice(0, index).join("/"));
  const obstacle = parents.find((parent) => (tree.get(parent)?.kind ?? "folder") !== "folder");
  const taken =
    tree.get(path)?.kind === "folder" || [...tree.keys()].some((key) => key.startsWith(`${path}/`));
  if (obstacle !== undefined)
    throw new Error(`file ${JSON.stringify(path)} lies below ${obstacle}, no folder`);
  if (taken) throw new Error(`file ${JSON.stringify(path)} would replace a folder`);
  return path;
}

/** Path → SHA-256 of every file, in the order of paths; a validation compares it with what an instance has. */
function checksumsOf(tree: FileTree): string {
  const files = [...tree].filter(
    (item): item is [string, TreeEntry & { kind: "file" }] => item[1].kind === "file",
  );
  const digests = files.map(([path, { content }]) => [path, sha256Hex(content)] as const);
  digests.sort(([left], [right]) => (left < right ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(digests))}\n`;
}
