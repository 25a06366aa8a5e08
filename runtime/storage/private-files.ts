import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";

/** Makes a folder that nobody but its owner may look into, also when it is there already. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}

/** Makes a file that nobody but its owner may read, also when it is there already; its content stays. */
export function makePrivateFile(file: string): void {
  closeSync(openSync(file, "a", 0o600));
  chmodSync(file, 0o600);
}
