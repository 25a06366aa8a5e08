import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Journal } from "../../../../runtime/storage/journal.ts";
import { openSqliteJournal } from "../../../../runtime/storage/journal-sqlite.ts";

let dataDir: string;
let journal: Journal;
const failures: unknown[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "repave-journal-"));
  journal = open();
});

afterEach(() => {
  journal.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function open(): Journal {
  return openSqliteJournal(dataDir, (error) => failures.push(error));
}

function create(arn: string, startedMs = 1): number {
  const id = journal.nextId();
  journal.create({
    id,
    arn,
    name: arn,
    stateMachineArn: "machine",
    definitionHash: "h",
    startedMs,
    input: "{}",
    info: '{"mapRunArn":"run"}',
  });
  return id;
}

const ALL = {
  status: undefined,
  versionArn: undefined,
  aliasArn: undefined,
  limit: 10,
  after: undefined,
} as const;

describe("the journal", () => {
  it("shows nothing that was not committed, and everything that was", async () => {
    const id = create("a");
    journal.append(id, [{ id: 1 }, { id: 2 }]);
    expect(journal.find("a")).toBeUndefined();
    await journal.committed();
    expect(journal.find("a")).toMatchObject({ id, status: "RUNNING", announced: false });
    expect(journal.events(id).map((event) => event.id)).toEqual([1, 2]);
  });

  it("keeps the order of events over appends and openings", async () => {
    const id = create("a");
    journal.append(id, [{ id: 1 }]);
    await journal.committed();
    journal.append(id, [{ id: 2 }, { id: 3 }]);
    journal.append(id, [{ id: 4 }]);
    journal.close();
    journal = open();
    expect(journal.events(id).map((event) => event.id)).toEqual([1, 2, 3, 4]);
    expect(journal.nextId()).toBeGreaterThan(id);
  });

  it("lists what has not ended or was not told of", async () => {
    const [running, ended, told] = [create("running"), create("ended"), create("told")];
    for (const id of [ended, told])
      journal.end(id, { status: "SUCCEEDED", stoppedMs: 2, output: "1", error: undefined, cause: undefined });
    await journal.committed();
    journal.announced(told, "SUCCEEDED");
    journal.announced(ended, "RUNNING");
    journal.close();
    journal = open();
    expect(journal.unfinished().map(({ id }) => id)).toEqual([running, ended]);
  });

  it("lists executions of a machine or a map run, the newest first, from a position", async () => {
    for (const [at, arn] of ["a", "b", "c"].entries()) create(arn, at === 2 ? 2 : 1);
    await journal.committed();
    const first = journal.list({ ...ALL, of: { stateMachineArn: "machine" }, limit: 2 });
    expect(first.map(({ arn }) => arn)).toEqual(["c", "b"]);
    const last = first[1];
    if (last === undefined) throw new Error("there are two");
    expect(journal.list({ ...ALL, of: { mapRunArn: "run" }, after: last }).map(({ arn }) => arn)).toEqual([
      "a",
    ]);
  });

  it("lists redriven executions, and as PENDING_REDRIVE those whose turn of a redrive is to come", async () => {
    const ids = [create("a"), create("b"), create("c")];
    const [a = 0, b = 0] = ids;
    const failed = { status: "FAILED", stoppedMs: 2, output: undefined, error: "E", cause: "why" };
    for (const id of ids) journal.end(id, failed);
    journal.redrive(a, { count: 1, redrivenMs: 3, tokens: [{ token: "t", atMs: 3 }] });
    journal.redrive(b, { count: 1, redrivenMs: 3, tokens: [{ token: "t", atMs: 3 }] });
    journal.end(b, failed);
    await journal.committed();
    const list = (query: { status?: string; redriven?: boolean }) =>
      journal.list({ ...ALL, of: { mapRunArn: "run" }, redriveToken: "t", ...query }).map(({ arn }) => arn);
    expect(list({ redriven: true })).toEqual(["b", "a"]);
    expect(list({ redriven: false })).toEqual(["c"]);
    expect(list({ status: "PENDING_REDRIVE" })).toEqual(["c"]);
    expect(list({ status: "FAILED" })).toEqual(["b"]);
    expect(journal.find("a")).toMatchObject({ status: "RUNNING", error: undefined, stoppedMs: undefined });
    expect(journal.unfinished().map(({ id }) => id)).toEqual(ids);
  });

  it("reads a history page by page, from either end", async () => {
    const id = create("a");
    for (const ids of [[1], [2, 3, 4], [5, 6]])
      journal.append(
        id,
        ids.map((event) => ({ id: event })),
      );
    await journal.committed();
    const page = (from: number, limit: number, reverse = false) =>
      journal.eventPage(id, { from, limit, reverse }).map((event) => event.id);
    expect(page(1, 2)).toEqual([1, 2]);
    expect(page(3, 2)).toEqual([3, 4]);
    expect(page(4, 9)).toEqual([4, 5, 6]);
    expect(page(7, 9)).toEqual([]);
    expect(page(6, 3, true)).toEqual([6, 5, 4]);
    expect(page(3, 9, true)).toEqual([3, 2, 1]);
    expect(page(0, 9, true)).toEqual([]);
  });

  it("knows how many events there are, and opens a journal of an earlier release", async () => {
    const id = create("a");
    journal.append(id, [{ id: 1 }, { id: 2 }]);
    journal.append(id, [{ id: 3 }]);
    await journal.committed();
    expect([journal.eventCount(id), journal.eventCount(99)]).toEqual([3, 0]);
    journal.close();
    const old = new DatabaseSync(path.join(dataDir, "executions.db"));
    for (const column of ["redriveCount", "redrivenMs", "redriveTokens"])
      old.exec(`ALTER TABLE executions DROP COLUMN ${column}`);
    old.close();
    journal = open();
    expect(journal.find("a")).toMatchObject({ redriveCount: 0, redriveTokens: undefined });
  });

  it("commits the writes of one turn together and calls back in order", async () => {
    const order: string[] = [];
    create("a");
    journal.afterCommit(() => order.push("first"));
    create("b");
    journal.afterCommit(() => order.push(journal.find("b") === undefined ? "early" : "second"));
    await journal.committed();
    expect(order).toEqual(["first", "second"]);
  });
});
