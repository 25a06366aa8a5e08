import { existsSync } from "node:fs";
import { chmod, mkdir, rename, rm } from "node:fs/promises";
import { isAbsolute, join, normalize, posix, sep } from "node:path";
import { extract, type ReadEntry } from "tar";

/** Where the files of one instance lie below the data folder. */
export interface InstancePaths {
  readonly directory: string;
  readonly root: string;
  readonly console: string;
}

export function instancePaths(instancesDir: string, instanceId: string): InstancePaths {
  const directory = join(instancesDir, instanceId);
  return { directory, root: join(directory, "root"), console: join(directory, "console.log") };
}

/**
 * Unpacks an image into the instance's root directory, which appears at once and whole (a half unpacked one of an
 * earlier run is thrown away). Throws on an entry or a link that would leave the root.
 */
export async function unpackRoot(paths: InstancePaths, tar: Buffer): Promise<void> {
  const unfinished = `${paths.root}.unpacking`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o755 });
  await extractAll(unfinished, tar);
  await rename(unfinished, paths.root);
}

/** Whether the instance has a root directory that was unpacked completely. */
export function hasRoot(paths: InstancePaths): boolean {
  return existsSync(paths.root);
}

/** Removes the root; the console stays readable. */
export async function removeRoot(paths: InstancePaths): Promise<void> {
  await rm(paths.root, { recursive: true, force: true, maxRetries: 3 });
}

/** What a process's usual umask would take from an entry's mode, or a write from a file's. */
const MASKED_BITS = 0o6022;

interface LooseEntry {
  readonly path: string;
  readonly mode: number;
}

/** Modes are those of the archive, also loose ones: what an image holds is for an audit to find, not to be hidden here. */
async function extractAll(directory: string, tar: Buffer): Promise<void> {
  const loose = await extractEntries(directory, tar);
  await Promise.all(loose.map(({ path, mode }) => chmod(join(directory, path), mode)));
}

function extractEntries(directory: string, tar: Buffer): Promise<readonly LooseEntry[]> {
  const loose: LooseEntry[] = [];
  return new Promise((resolve, reject) => {
    const unpack = extract({
      cwd: directory,
      strict: true,
      filter: (_path, entry) => {
        const leaving = findEscape(entry as ReadEntry);
        if (leaving !== undefined) reject(new Error(`the image's archive leaves its root: ${leaving}`));
        const { path, mode = 0, type } = entry as ReadEntry;
        if (type !== "SymbolicLink" && (mode & MASKED_BITS) !== 0) loose.push({ path, mode: mode & 0o7777 });
        return leaving === undefined;
      },
    });
    unpack.on("error", reject);
    unpack.on("close", () => resolve(loose));
    unpack.end(tar);
  });
}

function findEscape(entry: ReadEntry): string | undefined {
  if (leavesRoot(entry.path)) return entry.path;
  if (entry.linkpath === undefined) return undefined;
  const base = entry.type === "SymbolicLink" ? posix.dirname(entry.path) : ".";
  const target = isAbsolute(entry.linkpath) ? entry.linkpath : posix.join(base, entry.linkpath);
  return leavesRoot(target) ? `${entry.path} -> ${entry.linkpath}` : undefined;
}

function leavesRoot(path: string): boolean {
  return isAbsolute(path) || normalize(path).split(sep)[0] === "..";
}
