import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";

/** Makes a folder that nobody but its owner may look into, also when it is there already. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}

/**
 * Makes a file that nobody but its owner may read, also when it is there already; its content stays. One that is there
 * is not opened: closing it again would end every lock that this process holds on it (POSIX).
 */
export function makePrivateFile(file: string): void {
  try {
    closeSync(openSync(file, "wx", 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  chmodSync(file, 0o600);
}
