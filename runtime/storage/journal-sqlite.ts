import path from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { openDatabaseFile } from "./database-file.ts";
import { createGroupCommit } from "./group-commit.ts";
import type { Journal } from "./journal.ts";
import type { JournalEvent, JournalRow } from "./journal-row.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS definitions (hash TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID, STRICT;
  CREATE TABLE IF NOT EXISTS executions (
    id INTEGER PRIMARY KEY,
    arn TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    stateMachineArn TEXT NOT NULL,
    definitionHash TEXT NOT NULL,
    startedMs INTEGER NOT NULL,
    input TEXT NOT NULL,
    info TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'RUNNING',
    stoppedMs INTEGER,
    output TEXT,
    error TEXT,
    cause TEXT,
    announced INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX IF NOT EXISTS executionsByMachine ON executions (stateMachineArn, startedMs, id);
  CREATE INDEX IF NOT EXISTS executionsByMapRun ON executions (info ->> 'mapRunArn', startedMs, id)
    WHERE info ->> 'mapRunArn' IS NOT NULL;
  CREATE INDEX IF NOT EXISTS executionsUnfinished ON executions (id) WHERE status = 'RUNNING' OR announced = 0;
  CREATE TABLE IF NOT EXISTS batches (
    execution INTEGER NOT NULL,
    firstEvent INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (execution, firstEvent)
  ) WITHOUT ROWID, STRICT;
`;

/**
 * The journal on `node:sqlite` (`<dataDir>/executions.db`). The events of one decision are one row. After a failed commit
 * nothing is acknowledged any more, and `onFailure` is told why.
 */
export function openSqliteJournal(dataDir: string, onFailure: (error: Error) => void): Journal {
  const file = openDatabaseFile(path.join(dataDir, "executions.db"), SCHEMA);
  const database = file.sql;
  const write = prepareWrites(database);
  const read = prepareReads(database);
  const commits = createGroupCommit(file, onFailure);
  let lastId = Number(database.prepare("SELECT coalesce(max(id), 0) AS id FROM executions").get()?.id);
  return {
    nextId: () => ++lastId,
    create(row) {
      const { id, arn, name, stateMachineArn, definitionHash, startedMs, input, info } = row;
      commits.write(() =>
        write.create.run(id, arn, name, stateMachineArn, definitionHash, startedMs, input, info),
      );
    },
    append(id, events) {
      const [first] = events;
      if (first === undefined) return;
      // Here and not in the commit: what cannot be written is one execution's trouble, not that of all.
      const body = JSON.stringify(events);
      commits.write(() => write.append.run(id, first.id, body));
    },
    end(id, { status, stoppedMs, output, error, cause }) {
      commits.write(() => write.end.run(status, stoppedMs, output ?? null, error ?? null, cause ?? null, id));
    },
    announced: (id, status) => commits.write(() => write.announced.run(id, status)),
    putDefinition: (hash, text) => commits.write(() => write.definition.run(hash, text)),
    afterCommit: commits.afterCommit,
    committed: commits.committed,
    ...read,
    close() {
      commits.flush();
      file.close();
    },
  };
}

function prepareWrites(database: DatabaseSync) {
  return {
    create: database.prepare(
      "INSERT INTO executions (id, arn, name, stateMachineArn, definitionHash, startedMs, input, info) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    ),
    append: database.prepare("INSERT INTO batches (execution, firstEvent, body) VALUES (?, ?, ?)"),
    end: database.prepare(
      "UPDATE executions SET status = ?, stoppedMs = ?, output = ?, error = ?, cause = ?, announced = 0 WHERE id = ?",
    ),
    announced: database.prepare("UPDATE executions SET announced = 1 WHERE id = ? AND status = ?"),
    definition: database.prepare("INSERT OR IGNORE INTO definitions (hash, text) VALUES (?, ?)"),
  };
}

function prepareReads(
  database: DatabaseSync,
): Pick<Journal, "find" | "unfinished" | "list" | "events" | "definition"> {
  const byArn = database.prepare("SELECT * FROM executions WHERE arn = ?");
  const unfinished = database.prepare(
    "SELECT * FROM executions WHERE status = 'RUNNING' OR announced = 0 ORDER BY id",
  );
  const pageOfMachine = database.prepare(pageSql("stateMachineArn = ?1"));
  const pageOfMapRun = database.prepare(pageSql("info ->> 'mapRunArn' = ?1"));
  const batches = database.prepare("SELECT body FROM batches WHERE execution = ? ORDER BY firstEvent");
  const definition = database.prepare("SELECT text FROM definitions WHERE hash = ?");
  return {
    find: (arn) => optionalRow(byArn.get(arn)),
    unfinished: () => unfinished.all().map(toRow),
    list({ of, status, limit, after, versionArn, aliasArn }) {
      const page = "mapRunArn" in of ? pageOfMapRun : pageOfMachine;
      const owner = "mapRunArn" in of ? of.mapRunArn : of.stateMachineArn;
      const position = [after?.startedMs ?? null, after?.id ?? null];
      return page
        .all(owner, status ?? null, ...position, limit, versionArn ?? null, aliasArn ?? null)
        .map(toRow);
    },
    events: (id) => batches.all(id).flatMap((batch) => JSON.parse(String(batch.body)) as JournalEvent[]),
    definition: (hash) => definition.get(hash)?.text as string | undefined,
  };
}

/** Executions of an owner that the parameters after it let through, the newest first. */
function pageSql(owner: string): string {
  return `SELECT * FROM executions WHERE ${owner} AND (?2 IS NULL OR status = ?2)
    AND (?3 IS NULL OR startedMs < ?3 OR (startedMs = ?3 AND id < ?4))
    AND (?6 IS NULL OR info ->> 'stateMachineVersionArn' = ?6) AND (?7 IS NULL OR info ->> 'stateMachineAliasArn' = ?7)
    ORDER BY startedMs DESC, id DESC LIMIT ?5`;
}

function optionalRow(row: Record<string, unknown> | undefined): JournalRow | undefined {
  return row === undefined ? undefined : toRow(row);
}

function toRow(row: Record<string, unknown>): JournalRow {
  const filled = Object.entries(row).map(([name, value]) => [name, value ?? undefined]);
  return { ...Object.fromEntries(filled), announced: row.announced === 1 } as unknown as JournalRow;
}
