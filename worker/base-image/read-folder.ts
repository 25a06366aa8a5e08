import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { type FileTree, fileEntry, type TreeEntry } from "../image/file-tree.ts";

/** The files of a folder, all owned by nobody in particular: 0755 for what may be executed, else 0644. */
export async function readFolder(folder: string): Promise<FileTree> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile());
  if (files.length === 0) throw new Error(`expected files in ${folder}; it has none`);
  return new Map(
    await Promise.all(files.map((entry) => readEntry(folder, join(entry.parentPath, entry.name)))),
  );
}

async function readEntry(folder: string, path: string): Promise<readonly [string, TreeEntry]> {
  const [content, { mode }] = await Promise.all([readFile(path), stat(path)]);
  const name = relative(folder, path).split(sep).join("/");
  return [name, fileEntry(content, (mode & 0o111) === 0 ? 0o644 : 0o755)];
}
