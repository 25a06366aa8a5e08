import type {
  GetSubscriptionAttributesInput,
  GetSubscriptionAttributesResponse,
  SetSubscriptionAttributesInput,
} from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { findSubscription, type Sns } from "../sns.ts";
import { checkSubscriptionAttributes, describeSubscription } from "../subscription-attributes.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html */
export function getSubscriptionAttributes(
  sns: Sns,
): Operation<GetSubscriptionAttributesInput, GetSubscriptionAttributesResponse> {
  return (input) => ({ Attributes: describeSubscription(findSubscription(sns, input.SubscriptionArn)) });
}

/** https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html */
export function setSubscriptionAttributes(sns: Sns): Operation<SetSubscriptionAttributesInput, object> {
  return (input) => {
    const subscription = findSubscription(sns, input.SubscriptionArn);
    const changed = checkSubscriptionAttributes({ [input.AttributeName ?? ""]: input.AttributeValue ?? "" });
    const attributes = { ...subscription.attributes, ...changed };
    sns.state.subscriptions.put(subscription.arn, { ...subscription, attributes });
    return {};
  };
}
