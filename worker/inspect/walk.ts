import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readText } from "./read-text.ts";

/** A file or folder of the instance. */
export interface FoundFile {
  /** From the root. */
  readonly path: string;
  readonly isFolder: boolean;
  readonly mode: number;
  readonly sizeBytes: number;
}

/** Every file and folder of the image below the root; links are left out, for their modes mean nothing. */
export function walkRoot(root: string): readonly FoundFile[] {
  const mounts = mountsBelow(root);
  return listBelow({ root, folder: "", mounts }).sort((left, right) => (left.path < right.path ? -1 : 1));
}

interface FolderToList {
  readonly root: string;
  /** From the root; empty for the root itself. */
  readonly folder: string;
  /** What is the machine's own, not the image's: `/proc`, and folders of the system that a sandbox shows. */
  readonly mounts: ReadonlySet<string>;
}

function listBelow({ root, folder, mounts }: FolderToList): FoundFile[] {
  const names = readdirSync(join(root, folder));
  const paths = names.map((name) => (folder === "" ? name : `${folder}/${name}`));
  return paths.flatMap((path) => {
    const file = mounts.has(path) ? undefined : describeFile(root, path);
    if (file === undefined) return [];
    return file.isFolder ? [file, ...listBelow({ root, folder: path, mounts })] : [file];
  });
}

/** Mount points below the root, as paths from it (proc(5): field 5 of /proc/self/mountinfo); none where there is no /proc. */
function mountsBelow(root: string): ReadonlySet<string> {
  return new Set(parseMountPoints(readText("/proc/self/mountinfo"), root));
}

/** The mount points in the text of a mountinfo file that lie below a root, as paths from it. */
export function parseMountPoints(text: string, root: string): readonly string[] {
  const prefix = root === "/" ? "/" : `${root}/`;
  const points = text.split("\n").map((line) => unescapeOctal(line.split(" ")[4] ?? ""));
  return points
    .filter((point) => point.startsWith(prefix) && point !== root)
    .map((point) => point.slice(prefix.length));
}

/** Blanks and backslashes are written as `\040`. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

function describeFile(root: string, path: string): FoundFile | undefined {
  const stats = lstatSync(join(root, path));
  if (stats.isSymbolicLink()) return undefined;
  return { path, isFolder: stats.isDirectory(), mode: stats.mode & 0o7777, sizeBytes: stats.size };
}
