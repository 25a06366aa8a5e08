import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openSqliteJournal } from "../../../../runtime/storage/journal-sqlite.ts";
import { openSqliteStore } from "../../../../runtime/storage/sqlite-store.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "repave-plans-"));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** Every statement that is prepared while something is opened and used, with SQLite's plan for it. */
function plansOf(use: () => { close(): void }): { readonly sql: string; readonly steps: string[] }[] {
  const prepared: [DatabaseSync, string][] = [];
  const prepare = DatabaseSync.prototype.prepare;
  vi.spyOn(DatabaseSync.prototype, "prepare").mockImplementation(function spying(
    this: DatabaseSync,
    sql: string,
  ) {
    prepared.push([this, sql]);
    return prepare.call(this, sql);
  });
  const opened = use();
  const statements = prepared.filter(([, sql]) => /^\s*(SELECT|UPDATE|DELETE|WITH)/.test(sql));
  const plans = statements.map(([database, sql]) => {
    const steps = prepare.call(database, `EXPLAIN QUERY PLAN ${sql}`).all();
    return { sql: sql.replaceAll(/\s+/g, " "), steps: steps.map(({ detail }) => String(detail)) };
  });
  opened.close();
  return plans;
}

/** A step that looks at every row of a table of ours, or sorts what no index has sorted. */
const GROWS =
  /^SCAN (executions|batches|documents|definitions)\b(?! USING (COVERING )?INDEX executionsUnfinished)|USE TEMP B-TREE FOR ORDER BY/;

it("no statement of the journal looks at every row, whatever has been run before", () => {
  const plans = plansOf(() => openSqliteJournal(folder, () => {}));
  expect(plans.length).toBeGreaterThan(8);
  expect(plans.filter(({ steps }) => steps.some((step) => GROWS.test(step)))).toEqual([]);
});

it("a page of executions begins where the last one ended, and a rare status is not looked for", () => {
  const plans = plansOf(() => openSqliteJournal(folder, () => {}));
  const pages = plans.filter(({ sql }) => sql.includes("ORDER BY startedMs DESC"));
  expect(pages.map(({ steps }) => steps)).toEqual([
    ["SEARCH executions USING INDEX executionsByMachine (stateMachineArn=? AND startedMs<?)"],
    ["SEARCH executions USING INDEX executionsNotSucceeded (stateMachineArn=? AND status=? AND startedMs<?)"],
    ["SEARCH executions USING INDEX executionsByMapRun (<expr>=? AND startedMs<?)"],
  ]);
});

it("no statement of the store looks at every row but those of its collection", () => {
  const plans = plansOf(() => {
    const store = openSqliteStore(folder);
    store.collection("any");
    return store;
  });
  expect(plans.length).toBeGreaterThan(1);
  expect(plans.filter(({ steps }) => steps.some((step) => GROWS.test(step)))).toEqual([]);
});
