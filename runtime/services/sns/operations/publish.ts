import type { PublishInput, PublishResponse } from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { publishTo } from "../publishing.ts";
import { findTopic, type Sns } from "../sns.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html: on disk, for every subscription, before the answer. */
export function publish(sns: Sns): Operation<PublishInput, PublishResponse> {
  return async (input, { caller }) => {
    const notEmulated = ["PhoneNumber"];
    refuseMembers(input, notEmulated, { code: "InvalidParameter" });
    const topic = findTopic(sns, input.TopicArn ?? input.TargetArn);
    return publishTo(sns, { topic, input, caller });
  };
}
