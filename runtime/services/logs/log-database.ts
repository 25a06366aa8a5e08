import { mkdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { explainOpening } from "../../storage/database-file.ts";
import { makePrivateFile } from "../../storage/private-files.ts";

export interface LogStream {
  readonly id: number;
  readonly name: string;
  readonly createdMs: number;
  readonly firstEventMs: number | null;
  readonly lastEventMs: number | null;
  readonly lastIngestionMs: number | null;
  readonly storedBytes: number;
}

/** An event as it is stored: `message` is sealed when `keyId` is not null. */
export interface StoredEvent {
  readonly id: number;
  readonly streamId: number;
  readonly timestampMs: number;
  readonly ingestedMs: number;
  readonly message: string;
  readonly keyId: string | null;
  readonly dataKey: string | null;
}

export type NewEvent = Omit<StoredEvent, "id" | "streamId">;

/** Where a page goes on: after (or before) this event in the order of time, then of arrival. */
export interface EventPosition {
  readonly timestampMs: number;
  readonly id: number;
}

export interface EventQuery {
  readonly groupId: string;
  /** All streams of the group when absent. */
  readonly streamIds?: readonly number[];
  readonly fromMs: number;
  /** Exclusive. */
  readonly untilMs: number;
  readonly position?: EventPosition;
  readonly direction: "forward" | "backward";
  readonly limit: number;
}

/**
 * The events of all groups in a SQLite file of their own, since logs are large. Appends of one turn of the event loop
 * share a commit; `committed` resolves when it is done.
 */
export interface LogDatabase {
  createStream(groupId: string, name: string, nowMs: number): LogStream;
  findStream(groupId: string, name: string): LogStream | undefined;
  streams(groupId: string, prefix: string): LogStream[];
  deleteStream(streamId: number): void;
  deleteGroup(groupId: string): void;
  groupIds(): string[];
  append(groupId: string, streamId: number, events: readonly NewEvent[]): void;
  query(query: EventQuery): StoredEvent[];
  deleteBefore(groupId: string, timestampMs: number): void;
  committed(): Promise<void>;
  close(): void;
}

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS streams (
    id INTEGER PRIMARY KEY, groupId TEXT NOT NULL, name TEXT NOT NULL, createdMs INTEGER NOT NULL,
    firstEventMs INTEGER, lastEventMs INTEGER, lastIngestionMs INTEGER, storedBytes INTEGER NOT NULL DEFAULT 0,
    UNIQUE (groupId, name));
  CREATE TABLE IF NOT EXISTS dataKeys (id INTEGER PRIMARY KEY, keyId TEXT NOT NULL, dataKey TEXT NOT NULL UNIQUE);
  CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY, groupId TEXT NOT NULL, streamId INTEGER NOT NULL, timestampMs INTEGER NOT NULL,
    ingestedMs INTEGER NOT NULL, message TEXT NOT NULL, dataKeyId INTEGER);
  CREATE INDEX IF NOT EXISTS eventsByStream ON events (streamId, timestampMs, id);
  CREATE INDEX IF NOT EXISTS eventsByGroup ON events (groupId, timestampMs, id);`;

export function openLogDatabase(dataDir: string): LogDatabase {
  mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, "logs.db");
  makePrivateFile(file);
  const database = new DatabaseSync(file);
  try {
    database.exec(SCHEMA);
  } catch (cause) {
    database.close();
    throw explainOpening(file, cause);
  }
  const prepare = (sql: string) => database.prepare(sql);
  const insertStream = prepare("INSERT INTO streams (groupId, name, createdMs) VALUES (?, ?, ?)");
  const selectStream = prepare("SELECT * FROM streams WHERE groupId = ? AND name = ?");
  const selectStreams = prepare(
    "SELECT * FROM streams WHERE groupId = ? AND substr(name, 1, ?) = ? ORDER BY name",
  );
  const insertKey = prepare("INSERT OR IGNORE INTO dataKeys (keyId, dataKey) VALUES (?, ?)");
  const selectKey = prepare("SELECT id FROM dataKeys WHERE dataKey = ?");
  const insertEvent = prepare(
    "INSERT INTO events (groupId, streamId, timestampMs, ingestedMs, message, dataKeyId) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const updateStream = prepare(
    `UPDATE streams SET firstEventMs = min(ifnull(firstEventMs, ?1), ?1), lastEventMs = max(ifnull(lastEventMs, ?2), ?2),
       lastIngestionMs = ?3, storedBytes = storedBytes + ?4 WHERE id = ?5`,
  );
  let commit: Promise<void> | undefined;

  /** Opens the transaction that everything written in this turn goes into. */
  const begin = () => {
    if (commit !== undefined) return;
    database.exec("BEGIN");
    commit = new Promise((resolve, reject) => {
      setImmediate(() => {
        commit = undefined;
        try {
          if (database.isOpen) database.exec("COMMIT");
          resolve();
        } catch (error) {
          reject(error);
        }
      });
    });
    commit.catch(() => {}); // Reported to whoever awaits `committed`.
  };
  const dataKeyId = (event: NewEvent): number | null => {
    if (event.dataKey === null) return null;
    insertKey.run(event.keyId, event.dataKey);
    return Number(selectKey.get(event.dataKey)?.id);
  };
  const findStream = (groupId: string, name: string) =>
    selectStream.get(groupId, name) as unknown as LogStream | undefined;

  return {
    findStream,
    createStream(groupId, name, nowMs) {
      begin();
      insertStream.run(groupId, name, nowMs);
      return findStream(groupId, name) as LogStream;
    },
    streams: (groupId, prefix) => selectStreams.all(groupId, prefix.length, prefix) as unknown as LogStream[],
    deleteStream(streamId) {
      begin();
      prepare("DELETE FROM events WHERE streamId = ?").run(streamId);
      prepare("DELETE FROM streams WHERE id = ?").run(streamId);
    },
    deleteGroup(groupId) {
      begin();
      prepare("DELETE FROM events WHERE groupId = ?").run(groupId);
      prepare("DELETE FROM streams WHERE groupId = ?").run(groupId);
    },
    groupIds: () =>
      prepare("SELECT DISTINCT groupId FROM streams")
        .all()
        .map(({ groupId }) => String(groupId)),
    append(groupId, streamId, events) {
      const [first, last] = [events[0], events[events.length - 1]];
      if (first === undefined || last === undefined) return;
      begin();
      let bytes = 0;
      for (const event of events) {
        bytes += Buffer.byteLength(event.message);
        const { timestampMs, ingestedMs, message } = event;
        insertEvent.run(groupId, streamId, timestampMs, ingestedMs, message, dataKeyId(event));
      }
      updateStream.run(first.timestampMs, last.timestampMs, last.ingestedMs, bytes, streamId);
    },
    query: (query) => selectEvents(database, query),
    deleteBefore(groupId, timestampMs) {
      begin();
      prepare("DELETE FROM events WHERE groupId = ? AND timestampMs < ?").run(groupId, timestampMs);
    },
    committed: () => commit ?? Promise.resolve(),
    close() {
      if (commit !== undefined) database.exec("COMMIT");
      database.close();
    },
  };
}

function selectEvents(database: DatabaseSync, query: EventQuery): StoredEvent[] {
  const forward = query.direction === "forward";
  const { position, streamIds } = query;
  const conditions = ["timestampMs >= ?", "timestampMs < ?"];
  const values: (string | number)[] = [query.fromMs, query.untilMs];
  if (streamIds === undefined) {
    conditions.push("groupId = ?");
    values.push(query.groupId);
  } else {
    conditions.push(`streamId IN (${streamIds.map(() => "?").join(", ")})`);
    values.push(...streamIds);
  }
  if (position !== undefined) {
    conditions.push(`(timestampMs, events.id) ${forward ? ">" : "<"} (?, ?)`);
    values.push(position.timestampMs, position.id);
  }
  const order = forward ? "ASC" : "DESC";
  const sql = `SELECT events.id AS id, streamId, timestampMs, ingestedMs, message, keyId, dataKey
    FROM events LEFT JOIN dataKeys ON dataKeys.id = dataKeyId
    WHERE ${conditions.join(" AND ")} ORDER BY timestampMs ${order}, events.id ${order} LIMIT ?`;
  const rows = database.prepare(sql).all(...values, query.limit) as unknown as StoredEvent[];
  return forward ? rows : rows.reverse();
}
