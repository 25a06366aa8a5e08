import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeFailure } from "../../../../runtime/failure.ts";
import { openLogDatabase } from "../../../../runtime/services/logs/log-database.ts";
import { openSqliteJournal } from "../../../../runtime/storage/journal-sqlite.ts";
import { openSqliteStore } from "../../../../runtime/storage/sqlite-store.ts";
import { isDamage, StorageDamagedError } from "../../../../runtime/storage/storage-errors.ts";

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

it("a database of logs that is something else is refused as well", () => {
  writeFileSync(path.join(folder, "logs.db"), "something else ".repeat(1000));
  expect(() => openLogDatabase(folder)).toThrow(
    /logs\.db is damaged \(file is not a database\)\. Put the folder back/,
  );
});

describe("a bit that is flipped anywhere in a database", () => {
  const written = (number: number) => [{ id: 1, text: `event of ${number} `.repeat(30) }];

  async function makeJournal(): Promise<void> {
    const journal = openSqliteJournal(folder, () => {});
    for (let number = 0; number < 60; number++) {
      const id = journal.nextId();
      const arn = `arn:${number}`;
      const row = { id, arn, name: arn, stateMachineArn: "machine", definitionHash: "h", startedMs: number };
      journal.create({ ...row, input: "{}", info: "{}" });
      journal.append(id, written(number));
    }
    await journal.committed();
    journal.close();
  }

  /** Everything that is read, or the refusal to. */
  function readAll(): unknown {
    const journal = openSqliteJournal(folder, () => {});
    try {
      return journal.unfinished().map(({ id, arn }) => ({ arn, events: journal.events(id) }));
    } finally {
      journal.close();
    }
  }

  it("leaves each history as it was written, or is refused", async () => {
    await makeJournal();
    file = path.join(folder, "executions.db");
    const whole = readFileSync(file);
    const expected = Array.from({ length: 60 }, (_, number) => ({
      arn: `arn:${number}`,
      events: written(number),
    }));
    let refused = 0;
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 7 }), (at, bit) => {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        writeFileSync(file, bytes);
        try {
          expect(readAll()).toEqual(expected);
        } catch (error) {
          if (!isDamage(error)) throw error;
          refused += 1;
        }
      }),
      { numRuns: 150, seed: 6 },
    );
    expect(refused).toBeGreaterThan(30);
  });
});
