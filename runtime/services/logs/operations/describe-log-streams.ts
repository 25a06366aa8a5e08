import type {
  LogStream as DescribedStream,
  DescribeLogStreamsRequest,
  DescribeLogStreamsResponse,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { pageOf } from "../../../protocol/page.ts";
import type { LogStream } from "../log-database.ts";
import { findGroup, invalidParameter, type Logs } from "../logs.ts";
import type { LogGroup } from "../state.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html */
export function describeLogStreams(
  logs: Logs,
): Operation<DescribeLogStreamsRequest, DescribeLogStreamsResponse> {
  return (input) => {
    const byTime = input.orderBy === "LastEventTime";
    if (byTime && input.logStreamNamePrefix !== undefined) {
      throw invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
    }
    const group = findGroup(logs, input.logGroupName, input.logGroupIdentifier);
    const sortKey = byTime ? timeKey : ({ name }: LogStream) => name;
    const streams = logs.database.streams(group.id, input.logStreamNamePrefix ?? "");
    const sorted = streams.sort((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1));
    if (input.descending) sorted.reverse();
    const places = new Map(sorted.map((stream, index) => [stream.name, String(index).padStart(9, "0")]));
    const page = pageOf(sorted, {
      limit: input.limit ?? 50,
      token: input.nextToken,
      keyOf: ({ name }) => places.get(name) ?? "",
      invalidTokenCode: "InvalidParameterException",
    });
    return { logStreams: page.items.map((stream) => describe(group, stream)), nextToken: page.nextToken };
  };
}

function timeKey({ lastEventMs, createdMs, name }: LogStream): string {
  return `${String(lastEventMs ?? createdMs).padStart(16, "0")} ${name}`;
}

function describe(group: LogGroup, stream: LogStream): DescribedStream {
  return {
    logStreamName: stream.name,
    arn: `${group.arn}:log-stream:${stream.name}`,
    creationTime: stream.createdMs,
    storedBytes: 0, // AWS reports 0 for streams since 2019; the group has the sum.
    ...(stream.firstEventMs !== null && { firstEventTimestamp: stream.firstEventMs }),
    ...(stream.lastEventMs !== null && { lastEventTimestamp: stream.lastEventMs }),
    ...(stream.lastIngestionMs !== null && { lastIngestionTime: stream.lastIngestionMs }),
  };
}
