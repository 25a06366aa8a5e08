import path from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { openDatabaseFile } from "./database-file.ts";
import { createGroupCommit } from "./group-commit.ts";
import type { Journal } from "./journal.ts";
import { prepareChildCounts } from "./journal-counts.ts";
import { prepareEventReads } from "./journal-events.ts";
import type { JournalRow } from "./journal-row.ts";
import { ADDED_COLUMNS, JOURNAL_SCHEMA, SHOWN_STATUS } from "./journal-schema.ts";
import { sumOf } from "./text-sum.ts";

/**
 * The journal on `node:sqlite` (`<dataDir>/executions.db`). The events of one decision are one row. After a failed commit
 * nothing is acknowledged any more, and `onFailure` is told why.
 */
export function openSqliteJournal(dataDir: string, onFailure: (error: Error) => void): Journal {
  const file = openDatabaseFile(path.join(dataDir, "executions.db"), {
    schema: JOURNAL_SCHEMA,
    addedColumns: ADDED_COLUMNS,
  });
  const { write, read, childCounts, lastId } = file.prepare((database) => ({
    write: prepareWrites(database),
    read: { ...prepareReads(database), ...prepareEventReads(database) },
    childCounts: prepareChildCounts(database),
    lastId: Number(database.prepare("SELECT coalesce(max(id), 0) AS id FROM executions").get()?.id),
  }));
  const commits = createGroupCommit(file, onFailure);
  let nextId = lastId;
  return {
    nextId: () => ++nextId,
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
      commits.write(() => write.append.run(id, first.id, body, sumOf(body)));
    },
    end(id, { status, stoppedMs, output, error, cause }) {
      commits.write(() => write.end.run(status, stoppedMs, output ?? null, error ?? null, cause ?? null, id));
    },
    redrive: (id, { count, redrivenMs, tokens }) =>
      commits.write(() => write.redrive.run(count, redrivenMs, JSON.stringify(tokens), id)),
    announced: (id, status) => commits.writeLazily(() => write.announced.run(id, status)),
    putDefinition: (hash, text) => commits.write(() => write.definition.run(hash, text)),
    afterCommit: commits.afterCommit,
    committed: commits.committed,
    ...read,
    childCounts,
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
    append: database.prepare("INSERT INTO batches (execution, firstEvent, body, sum) VALUES (?, ?, ?, ?)"),
    end: database.prepare(
      "UPDATE executions SET status = ?, stoppedMs = ?, output = ?, error = ?, cause = ?, announced = 0 WHERE id = ?",
    ),
    redrive: database.prepare(
      `UPDATE executions SET status = 'RUNNING', stoppedMs = NULL, output = NULL, error = NULL, cause = NULL, announced = 0,
       redriveCount = ?, redrivenMs = ?, redriveTokens = ? WHERE id = ?`,
    ),
    announced: database.prepare("UPDATE executions SET announced = 1 WHERE id = ? AND status = ?"),
    definition: database.prepare("INSERT OR IGNORE INTO definitions (hash, text) VALUES (?, ?)"),
  };
}

function prepareReads(database: DatabaseSync): Pick<Journal, "find" | "unfinished" | "list" | "definition"> {
  const byArn = database.prepare("SELECT * FROM executions WHERE arn = ?");
  const unfinished = database.prepare(
    "SELECT * FROM executions WHERE status = 'RUNNING' OR announced = 0 ORDER BY id",
  );
  const pageOfMachine = database.prepare(pageSql("stateMachineArn = ?1"));
  const pageNotSucceeded = database.prepare(
    pageSql("stateMachineArn = ?1 AND status = ?2 AND status <> 'SUCCEEDED'"),
  );
  const pageOfMapRun = database.prepare(pageSql("info ->> 'mapRunArn' = ?1"));
  const definition = database.prepare("SELECT text FROM definitions WHERE hash = ?");
  return {
    find: (arn) => optionalRow(byArn.get(arn)),
    unfinished: () => unfinished.all().map(toRow),
    list({ of, status, limit, after, versionArn, aliasArn, redriven, redriveToken }) {
      const isRare = status !== undefined && status !== "SUCCEEDED";
      const page = "mapRunArn" in of ? pageOfMapRun : isRare ? pageNotSucceeded : pageOfMachine;
      const owner = "mapRunArn" in of ? of.mapRunArn : of.stateMachineArn;
      const position = [after?.startedMs ?? Number.MAX_SAFE_INTEGER, after?.id ?? 0];
      const redrives = [redriven === undefined ? null : Number(redriven), redriveToken ?? null];
      return page
        .all(owner, status ?? null, ...position, limit, versionArn ?? null, aliasArn ?? null, ...redrives)
        .map(toRow);
    },
    definition: (hash) => definition.get(hash)?.text as string | undefined,
  };
}

/** Executions of an owner that the parameters after it let through, the newest first. */
function pageSql(owner: string): string {
  return `SELECT * FROM executions WHERE ${owner} AND (startedMs, id) < (?3, ?4)
    AND (?2 IS NULL OR ${SHOWN_STATUS} = ?2)
    AND (?8 IS NULL OR (redriveCount > 0) = ?8)
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
