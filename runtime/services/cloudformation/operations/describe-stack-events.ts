import type {
  DescribeStackEventsCommandInput,
  DescribeStackEventsCommandOutput,
  StackEvent,
} from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import type { StackEventRecord } from "../records.ts";
import type { Stacks } from "../stacks.ts";
import { validationError } from "../template/validation-error.ts";

const PAGE = 100;

/** DescribeStackEvents: newest first. The token is the id of the page's last event. */
export function describeStackEvents(
  stacks: Stacks,
): Operation<DescribeStackEventsCommandInput, Omit<DescribeStackEventsCommandOutput, "$metadata">> {
  return ({ StackName = "", NextToken }) => {
    const { stackId } = stacks.get(StackName);
    const newestFirst = stacks.events(stackId).reverse();
    const from = NextToken === undefined ? 0 : indexAfter(newestFirst, NextToken);
    const page = newestFirst.slice(from, from + PAGE);
    const last = page.at(-1);
    const hasMore = newestFirst.length > from + PAGE && last !== undefined;
    return { StackEvents: page.map(describe), ...(hasMore && { NextToken: last.eventId }) };
  };
}

function indexAfter(events: readonly StackEventRecord[], eventId: string): number {
  const index = events.findIndex((event) => event.eventId === eventId);
  if (index < 0) throw validationError("The pagination token is not one that this operation returned.");
  return index + 1;
}

function describe(event: StackEventRecord): StackEvent {
  return {
    EventId: event.eventId,
    StackId: event.stackId,
    StackName: event.stackName,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    ResourceStatus: event.status as NonNullable<StackEvent["ResourceStatus"]>,
    ...(event.reason !== undefined && { ResourceStatusReason: event.reason }),
    ...(event.clientRequestToken !== undefined && { ClientRequestToken: event.clientRequestToken }),
    Timestamp: new Date(event.timestampMs),
  };
}
