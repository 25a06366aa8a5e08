import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DatabaseFile, openDatabaseFile } from "../../../../runtime/storage/database-file.ts";
import { StorageDamagedError, StorageLockedError } from "../../../../runtime/storage/storage-errors.ts";
import { readLog } from "../../../../runtime/storage/write-ahead-log.ts";

const SCHEMA =
  "CREATE TABLE IF NOT EXISTS numbers (commitNumber INTEGER NOT NULL, row INTEGER NOT NULL, text TEXT NOT NULL) STRICT";
const SHAPE = { schema: SCHEMA, addedColumns: [] };
const COMMITS = 40;
const PAGE_BYTES = 4096;
const LATER = 45;
const ROWS = [1, 2, 30];
let folder: string;
let writer: DatabaseFile;
let images: { readonly database: Buffer; readonly log: Buffer };
/** How long the log was after each commit. */
const ends: number[] = [];
let count = 0;

/** Writes commits of one to thirty rows, and keeps what is on disk as a crash would leave it. */
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "repave-torn-"));
  const file = path.join(folder, "whole.db");
  writer = openDatabaseFile(file, SHAPE);
  const insert = writer.sql.prepare("INSERT INTO numbers VALUES (?, ?, ?)");
  for (let number = 1; number <= COMMITS; number++) {
    const rows = Array.from({ length: ROWS[number % ROWS.length] ?? 1 }, (_, row) => row);
    writer.commit(rows.map((row) => () => insert.run(number, row, `text of ${number}.${row} `.repeat(20))));
    ends.push(readFileSync(`${file}-wal`).length);
  }
  images = { database: readFileSync(file), log: readFileSync(`${file}-wal`) };
});
afterAll(() => {
  writer.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The two files in a folder of their own. */
function crashImage(log: Buffer, database = images.database): string {
  const place = path.join(folder, String(++count));
  mkdirSync(place);
  const file = path.join(place, "data.db");
  writeFileSync(file, database);
  writeFileSync(`${file}-wal`, log);
  return file;
}

/** The commits that a database has when it is opened, each with the rows that it has of it. */
function commitsIn(file: string): number[] {
  const opened = openDatabaseFile(file, SHAPE);
  const rows = opened.sql
    .prepare("SELECT commitNumber AS number, count(*) AS rows FROM numbers GROUP BY 1 ORDER BY 1")
    .all();
  const insert = opened.sql.prepare("INSERT INTO numbers VALUES (?, 0, 'later')");
  opened.commit([() => insert.run(LATER)]);
  opened.close();
  for (const { number, rows: found } of rows) expect(found).toBe(ROWS[Number(number) % ROWS.length]);
  return rows.map(({ number }) => Number(number));
}

const firstCommits = (many: number) => Array.from({ length: many }, (_, at) => at + 1);
const wholeUpTo = (bytes: number) => ends.filter((end) => end <= bytes).length;

describe("a log that is torn", () => {
  it("at any byte holds the commits before it, whole, and can be written on", () => {
    fc.assert(
      fc.property(fc.nat({ max: images.log.length }), (cut) => {
        const file = crashImage(images.log.subarray(0, cut));
        expect(commitsIn(file)).toEqual(firstCommits(wholeUpTo(cut)));
        expect(commitsIn(file).at(-1)).toBe(LATER);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it("with zeros or noise behind the cut is the same", () => {
    const behind = fc.oneof(
      fc.nat({ max: 9000 }).map((length) => Buffer.alloc(length)),
      fc.uint8Array({ minLength: 1, maxLength: 9000 }).map((bytes) => Buffer.from(bytes)),
    );
    fc.assert(
      fc.property(fc.nat({ max: images.log.length }), behind, (cut, rest) => {
        const log = Buffer.concat([images.log.subarray(0, cut), rest]);
        expect(commitsIn(crashImage(log))).toEqual(firstCommits(wholeUpTo(cut)));
      }),
      { numRuns: 30, seed: 2 },
    );
  });

  it("whose last transaction was written out of order has lost that one only", () => {
    const [start = 0, end = 0] = ends.slice(-2);
    const frame = Math.floor((end - start) / 2);
    const log = Buffer.from(images.log);
    log.fill(0, start, start + frame);
    expect(commitsIn(crashImage(log))).toEqual(firstCommits(COMMITS - 1));
  });
});

describe("a database that was torn while its log was written into it", () => {
  it("is healed by the log", () => {
    const file = crashImage(images.log);
    const database = openDatabaseFile(file, SHAPE);
    const insert = database.sql.prepare("INSERT INTO numbers VALUES (?, ?, ?)");
    const change = database.sql.prepare("UPDATE numbers SET text = text || ?");
    for (let round = 0; round < 3; round++) database.commit([() => change.run(" changed ".repeat(10))]);
    database.commit([() => insert.run(LATER, 0, "last")]);
    database.sql.exec("PRAGMA wal_checkpoint(PASSIVE)");
    const half = { database: readFileSync(file), log: readFileSync(`${file}-wal`) };
    database.close();
    const pages = half.database.length / PAGE_BYTES;
    const rows =
      1 + firstCommits(COMMITS).reduce((sum, number) => sum + (ROWS[number % ROWS.length] ?? 0), 0);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: pages - 1 }), fc.nat({ max: PAGE_BYTES }), (page, from) => {
        const torn = Buffer.from(half.database).fill(0xa5, page * PAGE_BYTES + from, (page + 1) * PAGE_BYTES);
        const opened = openDatabaseFile(crashImage(half.log, torn), SHAPE);
        const found = opened.sql
          .prepare("SELECT count(*) AS rows, max(commitNumber) AS last FROM numbers")
          .get();
        expect({ ...found }).toEqual({ rows, last: LATER });
        opened.close();
      }),
      { numRuns: 30, seed: 8 },
    );
  });
});

describe("a bit that is flipped", () => {
  const flipped = (bytes: Buffer, at: number, bit: number) => {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] ?? 0) ^ (1 << bit);
    return copy;
  };

  it("in the last transaction of the log tears it there", () => {
    const from = ends.at(-2) ?? 0;
    fc.assert(
      fc.property(fc.integer({ min: from, max: images.log.length - 1 }), fc.nat({ max: 7 }), (at, bit) => {
        expect(commitsIn(crashImage(flipped(images.log, at, bit)))).toEqual(firstCommits(COMMITS - 1));
      }),
      { numRuns: 30, seed: 3 },
    );
  });

  it("before it is refused, with nothing changed", () => {
    const before = ends.at(-3) ?? 0;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: before - 1 }), fc.nat({ max: 7 }), (at, bit) => {
        const log = flipped(images.log, at, bit);
        const file = crashImage(log);
        expect(() => openDatabaseFile(file, SHAPE)).toThrow(StorageDamagedError);
        expect(() => openDatabaseFile(file, SHAPE)).toThrow(/-wal is damaged: \d+ commits .* from a backup/);
        expect(readFileSync(`${file}-wal`).equals(log)).toBe(true);
        expect(readFileSync(file).equals(images.database)).toBe(true);
      }),
      { numRuns: 40, seed: 4 },
    );
  });
});

function writeAside(log: Buffer): string {
  const file = path.join(folder, `aside-${++count}`);
  writeFileSync(file, log);
  return file;
}

describe("readLog", () => {
  it("counts the frames of whole commits, and finds nothing lost in what a writer leaves", () => {
    const { wholeFrames, lostCommits } = readLog(writeAside(images.log));
    expect({ bytes: 32 + wholeFrames * (24 + 4096), lostCommits }).toEqual({
      bytes: ends.at(-1),
      lostCommits: 0,
    });
    expect(readLog(path.join(folder, "absent"))).toEqual({ wholeFrames: 0, lostCommits: 0 });
  });

  it("lets a log in use be in use, whatever it looks like", () => {
    const file = path.join(folder, "used.db");
    const database = openDatabaseFile(file, SHAPE);
    const insert = database.sql.prepare("INSERT INTO numbers VALUES (?, 0, 'x')");
    for (let number = 0; number < 5; number++) database.commit([() => insert.run(number)]);
    const log = readFileSync(`${file}-wal`);
    writeFileSync(`${file}-wal`, Buffer.from(log).fill(255, 1000, 1100));
    expect(readLog(`${file}-wal`).lostCommits).toBeGreaterThan(0);
    expect(() => openDatabaseFile(file, SHAPE)).toThrow(StorageLockedError);
    writeFileSync(`${file}-wal`, log);
    database.close();
    expect(() => openDatabaseFile(file, SHAPE).close()).not.toThrow();
  });

  it("does not take frames of an earlier round for lost ones", () => {
    const file = path.join(folder, "rounds.db");
    const database = openDatabaseFile(file, SHAPE);
    const insert = database.sql.prepare("INSERT INTO numbers VALUES (?, 0, 'x')");
    for (let number = 0; number < 30; number++) database.commit([() => insert.run(number)]);
    database.sql.exec("PRAGMA wal_checkpoint(RESTART)");
    for (let number = 0; number < 3; number++) database.commit([() => insert.run(number)]);
    copyFileSync(`${file}-wal`, path.join(folder, "rounds"));
    expect(readLog(path.join(folder, "rounds"))).toEqual({ wholeFrames: 3, lostCommits: 0 });
    database.close();
  });
});
