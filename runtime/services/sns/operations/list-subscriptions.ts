import type {
  ListSubscriptionsByTopicInput,
  ListSubscriptionsByTopicResponse,
  ListSubscriptionsInput,
  ListSubscriptionsResponse,
} from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { pageOf } from "../../../protocol/page.ts";
import { findTopic, type Sns, subscriptionsOf } from "../sns.ts";
import type { Subscription } from "../state.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptions.html */
export function listSubscriptions(sns: Sns): Operation<ListSubscriptionsInput, ListSubscriptionsResponse> {
  return (input) => listPage(sns.state.subscriptions.values(), input.NextToken);
}

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
export function listSubscriptionsByTopic(
  sns: Sns,
): Operation<ListSubscriptionsByTopicInput, ListSubscriptionsByTopicResponse> {
  return (input) => listPage(subscriptionsOf(sns, findTopic(sns, input.TopicArn).arn), input.NextToken);
}

function listPage(
  subscriptions: Iterable<Subscription>,
  token: string | undefined,
): ListSubscriptionsResponse {
  const page = pageOf(subscriptions, {
    limit: 100,
    token,
    keyOf: ({ arn }) => arn,
    invalidTokenCode: "InvalidParameter",
  });
  const Subscriptions = page.items.map(({ arn, topicArn, owner, protocol, endpoint }) => ({
    SubscriptionArn: arn,
    TopicArn: topicArn,
    Owner: owner,
    Protocol: protocol,
    Endpoint: endpoint,
  }));
  return { Subscriptions, NextToken: page.nextToken };
}
