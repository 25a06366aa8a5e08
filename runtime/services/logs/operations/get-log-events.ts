import type { GetLogEventsRequest, GetLogEventsResponse } from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import type { EventPosition, StoredEvent } from "../log-database.ts";
import { findGroup, findStream, invalidParameter, type Logs, openMessage, retainedSinceMs } from "../logs.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
export function getLogEvents(logs: Logs): Operation<GetLogEventsRequest, GetLogEventsResponse> {
  return async (input) => {
    const group = findGroup(logs, input.logGroupName, input.logGroupIdentifier);
    const stream = findStream(logs, group, input.logStreamName);
    const token = parseToken(input.nextToken);
    const direction = token?.direction ?? (input.startFromHead ? "forward" : "backward");
    const rows = logs.database.query({
      groupId: group.id,
      streamIds: [stream.id],
      fromMs: Math.max(input.startTime ?? 0, retainedSinceMs(logs, group)),
      untilMs: input.endTime ?? Number.MAX_SAFE_INTEGER,
      ...(token && { position: token.position }),
      direction,
      limit: Math.min(input.limit ?? 10_000, 10_000),
    });
    const events = await Promise.all(
      rows.map(async (row) => ({
        timestamp: row.timestampMs,
        ingestionTime: row.ingestedMs,
        message: await openMessage(logs, group, row),
      })),
    );
    return { events, ...tokensAround(rows, token?.position) };
  };
}

interface Token {
  readonly direction: "forward" | "backward";
  readonly position: EventPosition;
}

function parseToken(token: string | undefined): Token | undefined {
  if (token === undefined) return undefined;
  const match = /^([fb])\/(\d+)-(\d+)$/.exec(token);
  if (match === null) throw invalidParameter("The specified nextToken is invalid.");
  const position = { timestampMs: Number(match[2]), id: Number(match[3]) };
  return { direction: match[1] === "f" ? "forward" : "backward", position };
}

/** Both tokens always come back; at the end of the stream they are the one that was given, as on AWS. */
function tokensAround(rows: readonly StoredEvent[], given: EventPosition = { timestampMs: 0, id: 0 }) {
  const text = (position: EventPosition) => `${position.timestampMs}-${position.id}`;
  return {
    nextForwardToken: `f/${text(rows[rows.length - 1] ?? given)}`,
    nextBackwardToken: `b/${text(rows[0] ?? given)}`,
  };
}
