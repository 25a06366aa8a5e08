import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { create } from "tar";
import { CliError } from "../cli-error.ts";
import { type Ignores, readIgnoreList } from "./ignore-list.ts";

/** An application's folder as one file. */
export interface Artifact {
  readonly archive: Buffer;
  readonly sha256: string;
  readonly files: readonly string[];
}

/**
 * Packs a folder as tar.gz. The same files give the same bytes wherever and whenever they are packed: entries are
 * sorted, owners and times left out. So an unchanged application has an unchanged recipe, and its image is reused.
 */
export async function packFolder(folder: string): Promise<Artifact> {
  const files = await listFiles(folder, await readIgnoreList(folder));
  if (files.length === 0) throw new CliError(`${folder} holds no file to release`);
  const chunks: Buffer[] = [];
  const stream = create(
    { cwd: folder, gzip: { level: 9 }, portable: true, noMtime: true, noDirRecurse: true },
    [...files],
  );
  for await (const chunk of stream) chunks.push(chunk);
  const archive = Buffer.concat(chunks);
  return { archive, sha256: createHash("sha256").update(archive).digest("hex"), files };
}

async function listFiles(folder: string, ignores: Ignores): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => !ignores(path))
    .sort();
}
