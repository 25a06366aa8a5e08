import type {
  LogGroup as DescribedGroup,
  DescribeLogGroupsRequest,
  DescribeLogGroupsResponse,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { pageOf } from "../../../protocol/page.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import type { Logs } from "../logs.ts";
import type { LogGroup } from "../state.ts";

const NOT_EMULATED = ["accountIdentifiers", "includeLinkedAccounts", "logGroupIdentifiers"];

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
export function describeLogGroups(
  logs: Logs,
): Operation<DescribeLogGroupsRequest, DescribeLogGroupsResponse> {
  return (input) => {
    refuseMembers(input, NOT_EMULATED, { code: "InvalidParameterException" });
    const pattern = input.logGroupNamePattern?.toLowerCase() ?? "";
    const groups = [...logs.state.groups.values(input.logGroupNamePrefix ?? "")];
    const wanted = groups.filter(({ name }) => name.toLowerCase().includes(pattern));
    const page = pageOf(wanted, {
      limit: input.limit ?? 50,
      token: input.nextToken,
      keyOf: ({ name }) => name,
      invalidTokenCode: "InvalidParameterException",
    });
    return { logGroups: page.items.map((group) => describe(logs, group)), nextToken: page.nextToken };
  };
}

function describe(logs: Logs, group: LogGroup): DescribedGroup {
  const streams = logs.database.streams(group.id, "");
  return {
    logGroupName: group.name,
    arn: `${group.arn}:*`,
    logGroupArn: group.arn,
    creationTime: group.createdMs,
    metricFilterCount: 0,
    storedBytes: streams.reduce((sum, { storedBytes }) => sum + storedBytes, 0),
    logGroupClass: "STANDARD",
    ...(group.retentionDays !== undefined && { retentionInDays: group.retentionDays }),
    ...(group.kmsKeyId !== undefined && { kmsKeyId: group.kmsKeyId }),
  };
}
