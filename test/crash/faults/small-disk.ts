import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const SMALL = "size=3m";
const LARGE = "size=64m";

/** A file system of its own, in memory, that is full soon. */
export interface SmallDisk {
  makeRoom(): void;
  unmount(): void;
}

export function mountSmallDisk(folder: string): SmallDisk {
  execFileSync("mount", ["-t", "tmpfs", "-o", SMALL, "none", folder]);
  return {
    makeRoom: () => void execFileSync("mount", ["-o", `remount,${LARGE}`, folder]),
    unmount: () => void execFileSync("umount", ["-l", folder]),
  };
}

/** Whether this user may mount: root may, mostly. */
export const canMount = tryToMount();

function tryToMount(): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), "repave-mount-"));
  const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", SMALL, "none", folder]).status === 0;
  if (isMounted) spawnSync("umount", ["-l", folder]);
  rmdirSync(folder);
  return isMounted;
}
