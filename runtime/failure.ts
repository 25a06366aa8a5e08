import { isDamage, StorageFailedError, StorageLockedError, sqliteTrouble } from "./storage/storage-errors.ts";

/** Why the embedded AWS could not start or go on, in one line, with the process's exit code. */
interface Failure {
  readonly reason: "port-in-use" | "port-refused" | "folder-locked" | "no-disk" | "damaged" | "other";
  readonly exitCode: number;
  readonly message: string;
}

const diskFullCodes: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
const folderCodes: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST"]);
const folderCalls: ReadonlySet<string> = new Set(["mkdir", "open", "chmod"]);

/** Tells the user's own situations (port, folder, disk) from defects. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof StorageFailedError && error.cause !== undefined) {
    const { message, ...failure } = describeFailure(error.cause);
    return { ...failure, message: `${message}; nothing more was acknowledged` };
  }
  const { code, syscall, message } = asSystemError(error);
  if (code === "EADDRINUSE") {
    return {
      reason: "port-in-use",
      exitCode: 3,
      message: `${placeOf(message)} is taken: another program listens there.`,
    };
  }
  if (code === "EACCES" && syscall === "listen") {
    return {
      reason: "port-refused",
      exitCode: 3,
      message: `${placeOf(message)} is not for this user: ports below 1024 are root's.`,
    };
  }
  if (error instanceof StorageLockedError) {
    return {
      reason: "folder-locked",
      exitCode: 4,
      message: `${message}: stop that one, or use another folder with --data-dir.`,
    };
  }
  if (isDamage(error)) return { reason: "damaged", exitCode: 8, message };
  return describeDisk(error) ?? describeDefect(error);
}

/** `listen EADDRINUSE: address already in use 127.0.0.1:4566` names the address at its end. */
function placeOf(message: string): string {
  return message.split(" ").at(-1) ?? message;
}

/** A file that may not grow any more (`ulimit -f`) is an I/O error for SQLite, as is a disk that fails. */
function describeDisk(error: unknown): Failure | undefined {
  const { code, syscall, message } = asSystemError(error);
  const trouble = sqliteTrouble(error);
  const noDisk = { reason: "no-disk", exitCode: 7 } as const;
  if (trouble === "full" || diskFullCodes.has(code ?? ""))
    return { ...noDisk, message: `no space is left on the disk (${message})` };
  if (trouble === "ioError" || code === "EIO")
    return { ...noDisk, message: `the disk is full or does not work (${message})` };
  if (trouble === "readOnly" || isFolderRefused(code, syscall))
    return { ...noDisk, message: `the data folder cannot be written (${message})` };
  return undefined;
}

/** Some systems refuse a new folder with ENOENT although the one above it is there (/proc). */
function isFolderRefused(code = "", syscall = ""): boolean {
  return (folderCodes.has(code) && folderCalls.has(syscall)) || (code === "ENOENT" && syscall === "mkdir");
}

function describeDefect(error: unknown): Failure {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { reason: "other", exitCode: 1, message };
}

interface SystemError {
  readonly code: string | undefined;
  readonly syscall: string | undefined;
  readonly message: string;
}

function asSystemError(error: unknown): SystemError {
  if (!(error instanceof Error)) return { code: undefined, syscall: undefined, message: String(error) };
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  return { code, syscall, message };
}
