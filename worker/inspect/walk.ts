import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** A file or folder of the instance. */
export interface FoundFile {
  /** From the root. */
  readonly path: string;
  readonly isFolder: boolean;
  readonly mode: number;
  readonly sizeBytes: number;
}

/** Folders that are the machine's, not the image's. */
const foreignFolders: ReadonlySet<string> = new Set([
  "proc",
  "sys",
  "dev",
  "run",
  "usr",
  "bin",
  "lib",
  "lib64",
  "sbin",
  "tmp",
  "var",
]);

/** Every file and folder of the image below the root; links are left out, for their modes mean nothing. */
export async function walkRoot(root: string): Promise<readonly FoundFile[]> {
  const tops = (await readdir(root, { withFileTypes: true })).filter(({ name }) => !foreignFolders.has(name));
  const found = await Promise.all(
    tops.map(async (top) => [top.name, ...(top.isDirectory() ? await listBelow(root, top.name) : [])]),
  );
  const files = await Promise.all(found.flat().map((path) => describeFile(root, path)));
  return files.flatMap((file) => file ?? []).sort((left, right) => (left.path < right.path ? -1 : 1));
}

async function listBelow(root: string, folder: string): Promise<readonly string[]> {
  const names = await readdir(join(root, folder), { recursive: true });
  return names.map((name) => `${folder}/${name}`);
}

async function describeFile(root: string, path: string): Promise<FoundFile | undefined> {
  const stats = await lstat(join(root, path));
  if (stats.isSymbolicLink()) return undefined;
  return { path, isFolder: stats.isDirectory(), mode: stats.mode & 0o7777, sizeBytes: stats.size };
}
