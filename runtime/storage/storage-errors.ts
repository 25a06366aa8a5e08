/** The folder is in use by another process: SQLite's own lock says so, and ends with the process that holds it. */
export class StorageLockedError extends Error {
  override readonly name = "StorageLockedError";
}

/**
 * A commit failed, or one that was made did not get to the disk. Nothing after it is acknowledged, and it is not tried
 * again: what is on disk is known only to the next start.
 */
export class StorageFailedError extends Error {
  override readonly name = "StorageFailedError";
}

/** What is kept is damaged in a way that no crash explains. */
export class StorageDamagedError extends Error {
  override readonly name = "StorageDamagedError";

  constructor(what: string, options?: ErrorOptions) {
    super(
      `${what}. Put the folder back from a backup, or move it away and start with an empty one.`,
      options,
    );
  }
}

/** Whether an error says that what is kept is damaged, in our words or in SQLite's. */
export function isDamage(error: unknown): boolean {
  const trouble = sqliteTrouble(error);
  return error instanceof StorageDamagedError || trouble === "corrupt" || trouble === "notADatabase";
}

/** https://www.sqlite.org/rescode.html; node:sqlite gives the extended code, whose last byte is one of these. */
const RESULT_CODES = {
  logic: 1,
  busy: 5,
  locked: 6,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  notADatabase: 26,
} as const;

/** Which kind of trouble SQLite reports; undefined for all other errors. */
export function sqliteTrouble(error: unknown): keyof typeof RESULT_CODES | undefined {
  const code = (error as { errcode?: unknown } | undefined)?.errcode;
  if (typeof code !== "number") return undefined;
  const names = Object.keys(RESULT_CODES) as (keyof typeof RESULT_CODES)[];
  return names.find((name) => RESULT_CODES[name] === (code & 0xff));
}
