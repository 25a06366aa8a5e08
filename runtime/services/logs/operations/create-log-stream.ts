import type { CreateLogStreamRequest } from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { findGroup, invalidParameter, type Logs } from "../logs.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html */
export function createLogStream(logs: Logs): Operation<CreateLogStreamRequest, object> {
  return async (input) => {
    const name = input.logStreamName ?? "";
    if (!/^[^:*]{1,512}$/.test(name)) {
      throw invalidParameter(
        `1 validation error detected: Value '${name}' at 'logStreamName' failed to satisfy constraint`,
      );
    }
    const group = findGroup(logs, input.logGroupName);
    if (logs.database.findStream(group.id, name) !== undefined) {
      throw new AwsError("ResourceAlreadyExistsException", "The specified log stream already exists");
    }
    logs.database.createStream(group.id, name, logs.runtime.clock.now());
    await logs.database.committed();
    return {};
  };
}
