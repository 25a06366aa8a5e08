import { hkdfSync, randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import path from "node:path";

const KEY_BYTES = 32;

/**
 * The secret of this data folder (`machine.key`, 32 random bytes, mode 0600), made on first use. KMS keys are
 * wrapped by it and session credentials derived from it, each under a key of its own purpose.
 */
export function machineKey(dataDir: string, purpose: string): Buffer {
  const root = readOrCreate(path.join(dataDir, "machine.key"));
  return Buffer.from(hkdfSync("sha256", root, Buffer.alloc(0), purpose, KEY_BYTES));
}

function readOrCreate(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  mkdirSync(path.dirname(file), { recursive: true });
  const key = randomBytes(KEY_BYTES);
  const temporary = `${file}.new`;
  const descriptor = openSync(temporary, "w", 0o600);
  writeSync(descriptor, key);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(temporary, file);
  syncFolder(path.dirname(file));
  return key;
}

/** The name of a file is safe when its folder is. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  fsyncSync(descriptor);
  closeSync(descriptor);
}
