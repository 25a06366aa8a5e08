import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import type { Sns } from "../sns.ts";
import type { Topic } from "../state.ts";
import { toRecord } from "./create-topic.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_TagResource.html */
export function tagResource(sns: Sns): Operation<TagResourceRequest, object> {
  return (input) => {
    const topic = find(sns, input.ResourceArn);
    sns.state.topics.put(topic.arn, { ...topic, tags: { ...topic.tags, ...toRecord(input.Tags) } });
    return {};
  };
}

/** https://docs.aws.amazon.com/sns/latest/api/API_UntagResource.html */
export function untagResource(sns: Sns): Operation<UntagResourceRequest, object> {
  return (input) => {
    const topic = find(sns, input.ResourceArn);
    const left = Object.entries(topic.tags).filter(([key]) => !input.TagKeys?.includes(key));
    sns.state.topics.put(topic.arn, { ...topic, tags: Object.fromEntries(left) });
    return {};
  };
}

/** https://docs.aws.amazon.com/sns/latest/api/API_ListTagsForResource.html */
export function listTagsForResource(
  sns: Sns,
): Operation<ListTagsForResourceRequest, ListTagsForResourceResponse> {
  return (input) => {
    const { tags } = find(sns, input.ResourceArn);
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  };
}

function find({ state }: Sns, arn: string | undefined): Topic {
  const topic = state.topics.get(arn ?? "");
  if (topic !== undefined) return topic;
  throw new AwsError("ResourceNotFound", "Resource does not exist", { status: 404 });
}
