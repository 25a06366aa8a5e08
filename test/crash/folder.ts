import { mkdtempSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const MEMORY = "/dev/shm";
const LEAST_FREE_BYTES = 64 * 1024 * 1024;

/**
 * A new folder for a campaign: below the one that is named, or in memory where there is room. What a process has given to the
 * system outlives its SIGKILL there as on a disk; only a power cut would tell them apart.
 */
export function makeFolder(parent = isRoomy(MEMORY) ? MEMORY : tmpdir()): string {
  return mkdtempSync(path.join(parent, "repave-crash-"));
}

function isRoomy(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= LEAST_FREE_BYTES;
  } catch {
    return false; // There is none on this system.
  }
}
