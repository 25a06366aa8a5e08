import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, readSync, writeSync } from "node:fs";

/** What GetConsoleOutput gives at most, as on AWS. */
export const CONSOLE_TAIL_BYTES = 64 * 1024;
const LONGEST_FILE_BYTES = 16 * CONSOLE_TAIL_BYTES;

/** The console of one instance: everything its processes print, on disk, the older part dropped beyond 1 MiB. */
export interface ConsoleFile {
  append(chunk: Uint8Array): void;
  close(): void;
}

/** Opens a console for appending; it survives reboots of the instance and of the runtime. */
export function openConsoleFile(path: string): ConsoleFile {
  const file = openSync(path, "a+", 0o600);
  let sizeBytes = fstatSync(file).size;
  let open = true;
  return {
    append(chunk) {
      if (!open) return;
      sizeBytes += writeSync(file, chunk);
      if (sizeBytes > LONGEST_FILE_BYTES) sizeBytes = keepTail(file, sizeBytes);
    },
    close() {
      if (open) closeSync(file);
      open = false;
    },
  };
}

/** The last 64 KiB that were printed; empty when nothing was. */
export function readConsoleTail(path: string): Buffer {
  try {
    const content = readFileSync(path);
    return content.subarray(Math.max(0, content.length - CONSOLE_TAIL_BYTES));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}

function keepTail(file: number, sizeBytes: number): number {
  const tail = Buffer.alloc(CONSOLE_TAIL_BYTES);
  const length = readSync(file, tail, 0, tail.length, sizeBytes - tail.length);
  ftruncateSync(file, 0);
  return writeSync(file, tail, 0, length);
}
