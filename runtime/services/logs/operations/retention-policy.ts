import type {
  DeleteRetentionPolicyRequest,
  PutRetentionPolicyRequest,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { findGroup, invalidParameter, type Logs } from "../logs.ts";

const DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export function putRetentionPolicy(logs: Logs): Operation<PutRetentionPolicyRequest, object> {
  return (input) => {
    const group = findGroup(logs, input.logGroupName);
    const retentionDays = input.retentionInDays ?? 0;
    if (!DAYS.includes(retentionDays)) {
      throw invalidParameter(`retentionInDays must be one of ${DAYS.join(", ")}; got ${retentionDays}.`);
    }
    logs.state.groups.put(group.name, { ...group, retentionDays });
    return {};
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteRetentionPolicy.html */
export function deleteRetentionPolicy(logs: Logs): Operation<DeleteRetentionPolicyRequest, object> {
  return (input) => {
    const group = findGroup(logs, input.logGroupName);
    logs.state.groups.put(group.name, { ...group, retentionDays: undefined });
    return {};
  };
}
