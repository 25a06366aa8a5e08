import { readFileSync, readlinkSync } from "node:fs";

/** A file's text; empty when there is none, as of a process that has ended meanwhile. */
export function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Where a link leads; empty when there is none, or it is somebody else's. */
export function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
