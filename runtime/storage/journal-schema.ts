/**
 * Tables and indexes of the journal. Executions, the events of each decision, the definitions that they run under. Batches
 * have row ids: each is written at the end of the table whichever execution it is of, and only its key into a tree.
 */
export const JOURNAL_SCHEMA = `
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
    announced INTEGER NOT NULL DEFAULT 0,
    redriveCount INTEGER NOT NULL DEFAULT 0,
    redrivenMs INTEGER,
    redriveTokens TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS executionsByMachine ON executions (stateMachineArn, startedMs, id);
  CREATE INDEX IF NOT EXISTS executionsNotSucceeded ON executions (stateMachineArn, status, startedMs, id)
    WHERE status <> 'SUCCEEDED';
  CREATE INDEX IF NOT EXISTS executionsByMapRun ON executions (info ->> 'mapRunArn', startedMs, id)
    WHERE info ->> 'mapRunArn' IS NOT NULL;
  CREATE INDEX IF NOT EXISTS executionsUnfinished ON executions (id) WHERE status = 'RUNNING' OR announced = 0;
  CREATE TABLE IF NOT EXISTS batches (
    execution INTEGER NOT NULL,
    firstEvent INTEGER NOT NULL,
    body TEXT NOT NULL,
    sum INTEGER,
    PRIMARY KEY (execution, firstEvent)
  ) STRICT;
`;

/** A status as it is shown, given the token of a redrive under way as ?9: unsuccessful executions without it are PENDING_REDRIVE. */
export const SHOWN_STATUS = `CASE WHEN ?9 IS NOT NULL AND status IN ('FAILED', 'TIMED_OUT', 'ABORTED')
  AND redriveTokens ->> '$[#-1].token' IS NOT ?9 THEN 'PENDING_REDRIVE' ELSE status END`;

/** What a journal of an earlier release lacks. */
export const ADDED_COLUMNS = [
  ["executions", "redriveCount", "INTEGER NOT NULL DEFAULT 0"],
  ["executions", "redrivenMs", "INTEGER"],
  ["executions", "redriveTokens", "TEXT"],
  ["batches", "sum", "INTEGER"],
] as const;
