import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A file or folder of the instance. */
export interface FoundFile {
  /** From the root. */
  readonly path: string;
  readonly isFolder: boolean;
  readonly mode: number;
  readonly sizeBytes: number;
}

/** Every file and folder of the image below the root; links are left out, for their modes mean nothing. */
export async function walkRoot(root: string): Promise<readonly FoundFile[]> {
  const mounts = await mountsBelow(root);
  const found = await listBelow({ root, folder: "", mounts });
  return found.sort((left, right) => (left.path < right.path ? -1 : 1));
}

interface FolderToList {
  readonly root: string;
  /** From the root; empty for the root itself. */
  readonly folder: string;
  /** What is the machine's own, not the image's: `/proc`, and folders of the system that a sandbox shows. */
  readonly mounts: ReadonlySet<string>;
}

async function listBelow({ root, folder, mounts }: FolderToList): Promise<FoundFile[]> {
  const names = await readdir(join(root, folder));
  const paths = names.map((name) => (folder === "" ? name : `${folder}/${name}`));
  const own = paths.filter((path) => !mounts.has(path));
  const found = await Promise.all(own.map((path) => describeFile(root, path)));
  const files = found.flatMap((file) => file ?? []);
  const folders = files.filter(({ isFolder }) => isFolder);
  const below = await Promise.all(folders.map(({ path }) => listBelow({ root, folder: path, mounts })));
  return [...files, ...below.flat()];
}

/** Mount points below the root, as paths from it (proc(5): field 5 of /proc/self/mountinfo); none where there is no /proc. */
async function mountsBelow(root: string): Promise<ReadonlySet<string>> {
  const text = await readFile("/proc/self/mountinfo", "utf8").catch(() => "");
  return new Set(parseMountPoints(text, root));
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

async function describeFile(root: string, path: string): Promise<FoundFile | undefined> {
  const stats = await lstat(join(root, path));
  if (stats.isSymbolicLink()) return undefined;
  return { path, isFolder: stats.isDirectory(), mode: stats.mode & 0o7777, sizeBytes: stats.size };
}
