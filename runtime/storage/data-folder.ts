import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";

/**
 * Makes the data folder, and those above it, one by one: Node's own recursion tells a read-only disk as ENOENT, and
 * never ends where the system itself answers so (/proc).
 */
export function makeDataFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeDataFolder(path.dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o711 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
