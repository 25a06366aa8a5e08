import type { DatabaseSync } from "node:sqlite";
import { SHOWN_STATUS } from "./journal-schema.ts";

/** How many child executions of a map run have a status, and how many items they were given. */
export interface ChildCount {
  readonly status: string;
  readonly executions: number;
  readonly items: number;
  /** Of them, those that did not succeed and cannot be redriven any more. */
  readonly finalExecutions: number;
  readonly finalItems: number;
}

export interface ChildCountQuery {
  readonly mapRunArn: string;
  /** The token of a redrive under way: unsuccessful executions without it have the status PENDING_REDRIVE. */
  readonly redriveToken: string | undefined;
  /** Executions that ended before cannot be redriven, nor those with more events than `mostEvents`. */
  readonly endedBeforeMs: number;
  readonly mostEvents: number;
}

const FINAL = `(status IN ('FAILED', 'TIMED_OUT', 'ABORTED') AND (stoppedMs < ?2 OR (
  SELECT firstEvent + json_array_length(body) - 1 FROM batches WHERE execution = executions.id
  ORDER BY firstEvent DESC LIMIT 1) > ?3))`;
const ITEMS = "coalesce(info ->> 'itemCount', 1)";

/** Counts the child executions of map runs by their status. */
export function prepareChildCounts(database: DatabaseSync): (query: ChildCountQuery) => ChildCount[] {
  const statement = database.prepare(
    `SELECT ${SHOWN_STATUS} AS status, count(*) AS executions, sum(${ITEMS}) AS items,
       sum(${FINAL}) AS finalExecutions, sum(iif(${FINAL}, ${ITEMS}, 0)) AS finalItems
     FROM executions WHERE info ->> 'mapRunArn' = ?1 GROUP BY 1`,
  );
  return ({ mapRunArn, redriveToken, endedBeforeMs, mostEvents }) => {
    const parameters = { "?1": mapRunArn, "?2": endedBeforeMs, "?3": mostEvents, "?9": redriveToken ?? null };
    return statement.all(parameters) as unknown as ChildCount[];
  };
}
