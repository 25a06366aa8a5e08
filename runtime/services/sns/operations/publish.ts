import type { PublishInput, PublishResponse } from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { makeMessage } from "../message.ts";
import { fanOut } from "../publishing.ts";
import { findTopic, type Sns } from "../sns.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html: on disk, for every subscription, before the answer. */
export function publish(sns: Sns): Operation<PublishInput, PublishResponse> {
  return async (input, { caller }) => {
    const notEmulated = ["PhoneNumber", "MessageDeduplicationId", "MessageGroupId"];
    refuseMembers(input, notEmulated, { code: "InvalidParameter" });
    const topic = findTopic(sns, input.TopicArn ?? input.TargetArn);
    const message = makeMessage(input, { topicArn: topic.arn, nowMs: sns.runtime.clock.now() });
    await fanOut(sns, { topic, message, caller });
    return { MessageId: message.messageId };
  };
}
