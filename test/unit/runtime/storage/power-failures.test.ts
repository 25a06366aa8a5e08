import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type DatabaseFile, openDatabaseFile } from "../../../../runtime/storage/database-file.ts";

const SHAPE = {
  schema:
    "CREATE TABLE IF NOT EXISTS numbers (commitNumber INTEGER NOT NULL, row INTEGER NOT NULL, text TEXT) STRICT",
  addedColumns: [],
};
const SECTOR_BYTES = 512;
const LOG_HEADER_BYTES = 32;
let folder: string;
let opened: DatabaseFile[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "repave-power-"));
  opened = [];
});
afterEach(() => {
  for (const database of opened) database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Lives of a process: commits of some rows each, perhaps a log begun anew, and which sectors of the last one reach the disk. */
const lives = fc.array(
  fc.record({
    commits: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 }),
    beginsLogAnew: fc.boolean(),
    sectors: fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }),
  }),
  { minLength: 2, maxLength: 7 },
);

/** Each sector of the last, unsynced transaction is as it was before or as it was to be; the header was synced before it. */
function mixSectors(before: Buffer, after: Buffer, isWritten: readonly boolean[]): Buffer {
  const old = Buffer.concat([before, Buffer.alloc(after.length)]).subarray(0, after.length);
  const mixed = Buffer.from(after);
  for (let at = 0, index = 0; at < after.length; at += SECTOR_BYTES) {
    const sector = old.subarray(at, at + SECTOR_BYTES);
    const isChanged = !sector.equals(after.subarray(at, at + SECTOR_BYTES));
    if (isChanged && isWritten[index++ % isWritten.length] === false) sector.copy(mixed, at);
  }
  after.copy(mixed, 0, 0, LOG_HEADER_BYTES);
  return mixed;
}

function rowsOf(database: DatabaseFile): number[] {
  const rows = database.sql.prepare(
    "SELECT commitNumber AS number, count(*) AS rows FROM numbers GROUP BY 1 ORDER BY 1",
  );
  return rows.all().flatMap(({ number, rows: many }) => [Number(number), Number(many)]);
}

it("power that fails again and again leaves every synced commit, and the last one whole or not at all", () => {
  let folders = 0;
  fc.assert(
    fc.property(lives, (all) => {
      let file = path.join(folder, `${++folders}.db`);
      let kept: number[] = [];
      let number = 0;
      for (const { commits, beginsLogAnew, sectors } of all) {
        const database = openDatabaseFile(file, SHAPE);
        opened.push(database);
        const found = rowsOf(database);
        expect([kept, kept.slice(0, -2)]).toContainEqual(found);
        kept = found;
        const insert = database.sql.prepare("INSERT INTO numbers VALUES (?, ?, ?)");
        let before = Buffer.alloc(0);
        for (const [at, many] of commits.entries()) {
          if (beginsLogAnew && at === commits.length - 1) database.sql.exec("PRAGMA wal_checkpoint(RESTART)");
          before = readFileSync(`${file}-wal`);
          number += 1;
          const rows = Array.from(
            { length: many },
            (_, row) => () => insert.run(number, row, "text ".repeat(100)),
          );
          database.commit(rows);
          kept = [...kept, number, many];
        }
        const next = path.join(folder, `${++folders}.db`);
        mkdirSync(path.dirname(next), { recursive: true });
        copyFileSync(file, next);
        writeFileSync(`${next}-wal`, mixSectors(before, readFileSync(`${file}-wal`), sectors));
        file = next;
      }
    }),
    { numRuns: 12, seed: 9 },
  );
});
