import { randomUUID } from "node:crypto";
import type { CreateLogGroupRequest } from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { invalidParameter, type Logs } from "../logs.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
export function createLogGroup(logs: Logs): Operation<CreateLogGroupRequest, object> {
  return (input) => {
    const name = input.logGroupName ?? "";
    refuseMembers(input, ["deletionProtectionEnabled"], { code: "InvalidParameterException" });
    if (input.logGroupClass !== undefined && input.logGroupClass !== "STANDARD") {
      throw invalidParameter(`logGroupClass ${input.logGroupClass} is not emulated: use STANDARD.`);
    }
    if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(name)) {
      throw invalidParameter(
        `1 validation error detected: Value '${name}' at 'logGroupName' failed to satisfy constraint`,
      );
    }
    if (logs.state.groups.has(name)) {
      throw new AwsError("ResourceAlreadyExistsException", "The specified log group already exists");
    }
    const { runtime } = logs;
    logs.state.groups.put(name, {
      id: randomUUID(),
      name,
      arn: `arn:aws:logs:${runtime.region}:${runtime.accountId}:log-group:${name}`,
      createdMs: runtime.clock.now(),
      retentionDays: undefined,
      kmsKeyId: input.kmsKeyId,
      tags: input.tags ?? {},
    });
    return {};
  };
}
