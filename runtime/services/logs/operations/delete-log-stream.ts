import type { DeleteLogStreamRequest } from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { findGroup, findStream, type Logs } from "../logs.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogStream.html */
export function deleteLogStream(logs: Logs): Operation<DeleteLogStreamRequest, object> {
  return async (input) => {
    const group = findGroup(logs, input.logGroupName);
    logs.database.deleteStream(findStream(logs, group, input.logStreamName).id);
    await logs.database.committed();
    return {};
  };
}
