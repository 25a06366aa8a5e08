import type {
  GetTopicAttributesInput,
  GetTopicAttributesResponse,
  SetTopicAttributesInput,
} from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { findTopic, type Sns } from "../sns.ts";
import { checkTopicAttributes, describeTopic } from "../topic-attributes.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
export function getTopicAttributes(sns: Sns): Operation<GetTopicAttributesInput, GetTopicAttributesResponse> {
  return (input) => ({ Attributes: describeTopic(sns, findTopic(sns, input.TopicArn)) });
}

/** https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html */
export function setTopicAttributes(sns: Sns): Operation<SetTopicAttributesInput, object> {
  return (input) => {
    const topic = findTopic(sns, input.TopicArn);
    const changed = checkTopicAttributes(
      { [input.AttributeName ?? ""]: input.AttributeValue ?? "" },
      topic.name,
    );
    sns.state.topics.put(topic.arn, { ...topic, attributes: { ...topic.attributes, ...changed } });
    return {};
  };
}
