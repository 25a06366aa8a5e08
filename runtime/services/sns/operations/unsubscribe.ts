import type { UnsubscribeInput } from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { invalidParameter, type Sns } from "../sns.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html: idempotent. */
export function unsubscribe(sns: Sns): Operation<UnsubscribeInput, object> {
  return (input) => {
    const arn = input.SubscriptionArn ?? "";
    if (!arn.startsWith("arn:aws:sns:")) throw invalidParameter(`SubscriptionArn Reason: ${arn}`);
    sns.state.subscriptions.delete(arn);
    return {};
  };
}
