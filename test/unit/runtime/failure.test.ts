import { describe, expect, it } from "vitest";
import { describeFailure } from "../../../runtime/failure.ts";
import {
  StorageDamagedError,
  StorageFailedError,
  StorageLockedError,
} from "../../../runtime/storage/storage-errors.ts";

const systemError = (code: string, syscall: string) =>
  Object.assign(new Error(`${code}: it failed, ${syscall}`), { code, syscall });
const sqliteError = (errcode: number, text: string) =>
  Object.assign(new Error(text), { code: "ERR_SQLITE_ERROR", errcode });

describe("describeFailure", () => {
  it("names the address that another program has", () => {
    const error = new Error("listen EADDRINUSE: address already in use 127.0.0.1:4566");
    expect(describeFailure(Object.assign(error, { code: "EADDRINUSE" }))).toEqual({
      reason: "port-in-use",
      exitCode: 3,
      message: "127.0.0.1:4566 is taken: another program listens there.",
    });
  });

  it.each([
    ["a folder in use", new StorageLockedError("x is in use"), 4, "folder-locked", "use another folder"],
    ["a full disk", systemError("ENOSPC", "write"), 7, "no-disk", "no space is left on the disk (ENOSPC"],
    ["a full database", sqliteError(13, "full"), 7, "no-disk", "no space is left on the disk (full)"],
    ["a failing disk", sqliteError(1034, "disk I/O error"), 7, "no-disk", "does not work (disk I/O error)"],
    [
      "a folder of somebody else",
      systemError("EACCES", "mkdir"),
      7,
      "no-disk",
      "the data folder cannot be written",
    ],
    [
      "a file instead of a folder",
      systemError("ENOTDIR", "mkdir"),
      7,
      "no-disk",
      "the data folder cannot be written",
    ],
    [
      "a disk that is read only",
      sqliteError(8, "attempt to write"),
      7,
      "no-disk",
      "the data folder cannot be written",
    ],
    [
      "a damaged folder",
      new StorageDamagedError("x is damaged"),
      8,
      "damaged",
      "x is damaged. Put the folder back",
    ],
    ["damage that SQLite met", sqliteError(11, "malformed"), 8, "damaged", "malformed"],
    [
      "a disk that makes no folder",
      systemError("ENOENT", "mkdir"),
      7,
      "no-disk",
      "the data folder cannot be written",
    ],
    ["a port of root's", systemError("EACCES", "listen"), 3, "port-refused", "ports below 1024 are root's"],
    ["a defect", new TypeError("x is undefined"), 1, "other", "failure.test.ts"],
    ["a thrown text", "text", 1, "other", "text"],
  ])("tells of %s", (_, error, exitCode, reason, text) => {
    expect(describeFailure(error)).toEqual({ exitCode, reason, message: expect.stringContaining(text) });
  });

  it("tells of a failed commit by its cause, and that nothing was acknowledged", () => {
    const failed = new StorageFailedError("A commit failed", { cause: sqliteError(13, "full") });
    expect(describeFailure(failed)).toEqual({
      exitCode: 7,
      reason: "no-disk",
      message: "no space is left on the disk (full); nothing more was acknowledged",
    });
  });
});
