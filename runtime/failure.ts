import { JournalFailedError } from "./storage/journal-commits.ts";
import { StoreFailedError, StoreLockedError } from "./storage/sqlite-store.ts";

/** Why the embedded AWS could not start or go on, in one line, with the process's exit code. */
interface Failure {
  readonly reason: "port-in-use" | "folder-locked" | "no-disk" | "other";
  readonly exitCode: number;
  readonly message: string;
}

const diskCodes: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** Tells the user's own situations (port, folder, disk) from defects. */
export function describeFailure(error: unknown): Failure {
  const { code, message } = asSystemError(error);
  if (isStorageFailure(error) && error.cause !== undefined) return describeFailure(error.cause);
  if (code === "EADDRINUSE") {
    return {
      reason: "port-in-use",
      exitCode: 3,
      message: `${message}: another program listens there; stop it or choose another port with --port.`,
    };
  }
  if (error instanceof StoreLockedError) {
    return {
      reason: "folder-locked",
      exitCode: 4,
      message: `${message}: stop that one, or use another folder with --data-dir.`,
    };
  }
  if (isDiskFull(code, message)) {
    return { reason: "no-disk", exitCode: 7, message: `no space is left on the disk (${message})` };
  }
  return {
    reason: "other",
    exitCode: 1,
    message: error instanceof Error ? (error.stack ?? message) : message,
  };
}

function isStorageFailure(error: unknown): error is Error {
  return error instanceof StoreFailedError || error instanceof JournalFailedError;
}

/** No space, a quota, a file that may not grow: SQLite tells the latter two only as an I/O error. */
function isDiskFull(code: string | undefined, message: string): boolean {
  return diskCodes.has(code ?? "") || /disk is full|disk I\/O error/.test(message);
}

function asSystemError(error: unknown): { code: string | undefined; message: string } {
  if (!(error instanceof Error)) return { code: undefined, message: String(error) };
  return { code: (error as NodeJS.ErrnoException).code, message: error.message };
}
