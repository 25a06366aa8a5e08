import type {
  GetAccessKeyInfoRequest,
  GetAccessKeyInfoResponse,
  GetCallerIdentityResponse,
} from "@aws-sdk/client-sts";
import type { Operation, Runtime } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";

/** Who signed the request. */
export function getCallerIdentity(): Operation<object, GetCallerIdentityResponse> {
  return (_, { caller }) => ({ UserId: caller.userId, Account: caller.accountId, Arn: caller.arn });
}

/** The account that an access key id belongs to: every key is of this account. */
export function getAccessKeyInfo(
  runtime: Runtime,
): Operation<GetAccessKeyInfoRequest, GetAccessKeyInfoResponse> {
  return (input) => {
    if (!/^(?:AKIA|ASIA)[A-Z2-7]{16}$/.test(input.AccessKeyId ?? "")) {
      throw new AwsError("ValidationError", `${input.AccessKeyId} is no access key id.`);
    }
    return { Account: runtime.accountId };
  };
}
