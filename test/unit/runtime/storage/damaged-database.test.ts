import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeFailure } from "../../../../runtime/failure.ts";
import { openSqliteStore } from "../../../../runtime/storage/sqlite-store.ts";
import { StorageDamagedError } from "../../../../runtime/storage/storage-errors.ts";

const PAGE_BYTES = 4096;
let folder: string;
let file: string;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "repave-damaged-"));
  file = path.join(folder, "runtime.db");
  const store = openSqliteStore(folder);
  const documents = store.collection<string>("documents");
  for (let number = 0; number < 200; number++) documents.put(`key-${number}`, `value ${number} `.repeat(20));
  await store.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Changes the file in place. */
function damage(change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(file);
  change(bytes);
  writeFileSync(file, bytes);
}

describe("a database that is damaged", () => {
  const damages = {
    "a file that is something else": () => damage((bytes) => bytes.fill("something else ", 0, 100)),
    "a page of zeros": () => damage((bytes) => bytes.fill(0, 2 * PAGE_BYTES, 3 * PAGE_BYTES)),
    "a page that is another one": () =>
      damage((bytes) => bytes.copy(bytes, 2 * PAGE_BYTES, 4 * PAGE_BYTES, 5 * PAGE_BYTES)),
    "a file that is too short": () => truncateSync(file, readFileSync(file).length - 3 * PAGE_BYTES),
  };

  it.each(Object.entries(damages))("by %s is refused, with what to do, and nothing changed", (_, inflict) => {
    inflict();
    const before = readFileSync(file);
    let refusal: unknown;
    try {
      openSqliteStore(folder);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(StorageDamagedError);
    expect(describeFailure(refusal)).toEqual({
      reason: "damaged",
      exitCode: 8,
      message: expect.stringMatching(/runtime\.db is damaged \(.+\)\. Put the folder back from a backup/),
    });
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});
