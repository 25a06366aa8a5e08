import type { DeleteLogGroupRequest } from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { findGroup, type Logs } from "../logs.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html */
export function deleteLogGroup(logs: Logs): Operation<DeleteLogGroupRequest, object> {
  return (input) => {
    const group = findGroup(logs, input.logGroupName);
    logs.state.groups.delete(group.name);
    logs.database.deleteGroup(group.id);
    return {};
  };
}
