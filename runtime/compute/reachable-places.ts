import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  globSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { InstanceUser } from "./instance-user.ts";

const PREFIX = "repave-";

/** Where instances find their files and Node. */
export interface InstancePlaces {
  readonly instancesDir: string;
  /** The Node that instances run; its folder is the first in their `PATH`. */
  readonly node: string;
}

/**
 * Instances live in the data folder and run the runtime's own Node. A runtime that is root starts them as another user,
 * who may not be let into the folders of either (a project below `/root`): then they get a folder of their own among
 * the temporary files, that others may only pass through.
 */
export function chooseInstancePlaces(dataDir: string, haveUsers: boolean): InstancePlaces {
  const usual = { instancesDir: join(dataDir, "instances"), node: process.execPath };
  if (!haveUsers) return usual;
  return {
    instancesDir: isReachable(dataDir) ? usual.instancesDir : instancesElsewhere(dataDir),
    node: isReachable(process.execPath) ? usual.node : reachableNode(),
  };
}

/** Makes a folder that its owner fills and that an instance's user may pass through besides, if it has one. */
export function openToInstance(folder: string, user: InstanceUser | undefined): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user === undefined) return;
  chownSync(folder, 0, user.gid);
  chmodSync(folder, 0o710);
}

/** Makes a folder that its owner fills and that the users of all instances may pass through, if they have some. */
export function openToInstances(folder: string, haveUsers: boolean): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (haveUsers) chmodSync(folder, 0o711);
}

/** Whether everybody may pass through every folder on the way to a path. */
function isReachable(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  const isOpen = stats === undefined || (stats.mode & 0o001) !== 0;
  return isOpen && (dirname(path) === path || isReachable(dirname(path)));
}

/** Says beside the instances which data folder they belong to. */
const OWNER_FILE = "data-folder";

/** The folder for the instances of a data folder that they cannot reach. Those of data folders that are gone go, too. */
function instancesElsewhere(dataDir: string): string {
  for (const folder of globSync(join(tmpdir(), `${PREFIX}instances-*`))) {
    const owner = readOwner(folder);
    if (owner !== undefined && !existsSync(owner)) rmSync(folder, { recursive: true, force: true });
  }
  const folder = ownFolder(`instances-${digest(dataDir)}`);
  writeFileSync(join(folder, OWNER_FILE), dataDir, { mode: 0o600 });
  return folder;
}

/** Undefined for a folder that is not root's, says nothing, or is just being removed by another runtime. */
function readOwner(folder: string): string | undefined {
  try {
    return lstatSync(folder).uid === 0 ? readFileSync(join(folder, OWNER_FILE), "utf8") : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return undefined;
  }
}

/** A folder among the temporary files; refuses one that somebody else has put there. */
function ownFolder(name: string): string {
  const folder = join(tmpdir(), `${PREFIX}${name}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stats = lstatSync(folder);
  if (!stats.isDirectory() || stats.uid !== 0)
    throw new Error(`expected ${folder} to be root's own folder; it is user ${stats.uid}'s. Remove it.`);
  openToInstances(folder, true);
  return folder;
}

/** The same Node where instances can reach it: another name of the file, or a copy on another file system. */
function reachableNode(): string {
  const folder = ownFolder(`node-${digest(process.execPath)}`);
  const node = join(folder, basename(process.execPath));
  if (existsSync(node)) return node;
  const unfinished = `${node}.${process.pid}`;
  try {
    linkSync(process.execPath, unfinished);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    copyFileSync(process.execPath, unfinished);
    chmodSync(unfinished, 0o755);
  }
  renameSync(unfinished, node);
  return node;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
