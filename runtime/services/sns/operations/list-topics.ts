import type { ListTopicsInput, ListTopicsResponse } from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { pageOf } from "../../../protocol/page.ts";
import type { Sns } from "../sns.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html */
export function listTopics(sns: Sns): Operation<ListTopicsInput, ListTopicsResponse> {
  return (input) => {
    const page = pageOf(sns.state.topics.values(), {
      limit: 100,
      token: input.NextToken,
      keyOf: ({ arn }) => arn,
      invalidTokenCode: "InvalidParameter",
    });
    return { Topics: page.items.map(({ arn }) => ({ TopicArn: arn })), NextToken: page.nextToken };
  };
}
