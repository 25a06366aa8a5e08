import type { DeleteTopicInput } from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { type Sns, subscriptionsOf } from "../sns.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html: takes the subscriptions along; idempotent. */
export function deleteTopic(sns: Sns): Operation<DeleteTopicInput, object> {
  return (input) => {
    const arn = input.TopicArn ?? "";
    for (const subscription of [...subscriptionsOf(sns, arn)])
      sns.state.subscriptions.delete(subscription.arn);
    sns.deduplication.forget(`${arn}/`);
    sns.state.topics.delete(arn);
    return {};
  };
}
