import { isDamage, StorageFailedError, StorageLockedError, sqliteTrouble } from "./storage/storage-errors.ts";

/** Why the embedded AWS could not start or go on, in one line, with the process's exit code. */
interface Failure {
  readonly reason: "port-in-use" | "folder-locked" | "no-disk" | "damaged" | "other";
  readonly exitCode: number;
  readonly message: string;
}

const diskFullCodes: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
const diskCodes: ReadonlySet<string> = new Set(["EIO", "EROFS"]);

/** Tells the user's own situations (port, folder, disk) from defects. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof StorageFailedError && error.cause !== undefined) {
    const { message, ...failure } = describeFailure(error.cause);
    return { ...failure, message: `${message}; nothing more was acknowledged` };
  }
  const { code, message } = asSystemError(error);
  if (code === "EADDRINUSE") {
    return {
      reason: "port-in-use",
      exitCode: 3,
      message: `${placeOf(message)} is taken: another program listens there.`,
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
  const { code, message } = asSystemError(error);
  const trouble = sqliteTrouble(error);
  const noDisk = { reason: "no-disk", exitCode: 7 } as const;
  if (trouble === "full" || diskFullCodes.has(code ?? ""))
    return { ...noDisk, message: `no space is left on the disk (${message})` };
  if (trouble === "ioError" || diskCodes.has(code ?? ""))
    return { ...noDisk, message: `the disk is full or does not work (${message})` };
  return undefined;
}

function describeDefect(error: unknown): Failure {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { reason: "other", exitCode: 1, message };
}

function asSystemError(error: unknown): { code: string | undefined; message: string } {
  if (!(error instanceof Error)) return { code: undefined, message: String(error) };
  return { code: (error as NodeJS.ErrnoException).code, message: error.message };
}
