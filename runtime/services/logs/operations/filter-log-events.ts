import { setImmediate as nextTurn } from "node:timers/promises";
import type {
  FilteredLogEvent,
  FilterLogEventsRequest,
  FilterLogEventsResponse,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { compileFilter } from "../filter-pattern.ts";
import type { EventPosition, EventQuery, LogStream } from "../log-database.ts";
import { findGroup, invalidParameter, type Logs, openMessage, retainedSinceMs } from "../logs.ts";
import type { LogGroup } from "../state.ts";

const ROWS_PER_TURN = 500;
/** Rows looked at before the answer is given, with a token to go on: AWS does so by time. */
const MOST_ROWS = 50_000;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
export function filterLogEvents(logs: Logs): Operation<FilterLogEventsRequest, FilterLogEventsResponse> {
  return async (input) => {
    const group = findGroup(logs, input.logGroupName, input.logGroupIdentifier);
    const streams = chosenStreams(logs, group, input);
    const matches = compileFilter(input.filterPattern);
    const limit = Math.min(input.limit ?? 10_000, 10_000);
    const names = new Map(streams.map(({ id, name }) => [id, name]));
    const narrowed = input.logStreamNames !== undefined || input.logStreamNamePrefix !== undefined;
    const events: FilteredLogEvent[] = [];
    let position = parseToken(input.nextToken);
    for (let seen = 0; seen < MOST_ROWS; seen += ROWS_PER_TURN) {
      const query: EventQuery = {
        groupId: group.id,
        ...(narrowed && { streamIds: [...names.keys()] }),
        fromMs: Math.max(input.startTime ?? 0, retainedSinceMs(logs, group)),
        untilMs: input.endTime === undefined ? Number.MAX_SAFE_INTEGER : input.endTime + 1,
        ...(position && { position }),
        direction: "forward",
        limit: ROWS_PER_TURN,
      };
      const rows = logs.database.query(query);
      for (const row of rows) {
        if (events.length === limit) return { events, nextToken: tokenAt(position), searchedLogStreams: [] };
        position = row;
        const message = await openMessage(logs, group, row);
        if (!matches(message)) continue;
        events.push({
          eventId: String(row.id).padStart(56, "0"),
          logStreamName: names.get(row.streamId) ?? "",
          timestamp: row.timestampMs,
          ingestionTime: row.ingestedMs,
          message,
        });
      }
      if (rows.length < ROWS_PER_TURN) return { events, searchedLogStreams: [] };
      await nextTurn();
    }
    return { events, nextToken: tokenAt(position), searchedLogStreams: [] };
  };
}

function chosenStreams(logs: Logs, group: LogGroup, input: FilterLogEventsRequest): LogStream[] {
  const { logStreamNames, logStreamNamePrefix } = input;
  if (logStreamNames !== undefined && logStreamNamePrefix !== undefined) {
    throw invalidParameter("LogStreamNamePrefix and LogStreamNames cannot both be specified.");
  }
  const streams = logs.database.streams(group.id, logStreamNamePrefix ?? "");
  return logStreamNames === undefined ? streams : streams.filter(({ name }) => logStreamNames.includes(name));
}

function tokenAt(position: EventPosition | undefined): string | undefined {
  return position && `${position.timestampMs}-${position.id}`;
}

function parseToken(token: string | undefined): EventPosition | undefined {
  if (token === undefined) return undefined;
  const match = /^(\d+)-(\d+)$/.exec(token);
  if (match === null) throw invalidParameter("The specified nextToken is invalid.");
  return { timestampMs: Number(match[1]), id: Number(match[2]) };
}
