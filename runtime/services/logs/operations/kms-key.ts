import type { AssociateKmsKeyRequest, DisassociateKmsKeyRequest } from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { findGroup, type Logs } from "../logs.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_AssociateKmsKey.html: for events from now on. */
export function associateKmsKey(logs: Logs): Operation<AssociateKmsKeyRequest, object> {
  return (input) => {
    refuseMembers(input, ["resourceIdentifier"], { code: "InvalidParameterException" });
    const group = findGroup(logs, input.logGroupName);
    logs.state.groups.put(group.name, { ...group, kmsKeyId: input.kmsKeyId });
    return {};
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DisassociateKmsKey.html */
export function disassociateKmsKey(logs: Logs): Operation<DisassociateKmsKeyRequest, object> {
  return (input) => {
    refuseMembers(input, ["resourceIdentifier"], { code: "InvalidParameterException" });
    const group = findGroup(logs, input.logGroupName);
    logs.state.groups.put(group.name, { ...group, kmsKeyId: undefined });
    return {};
  };
}
