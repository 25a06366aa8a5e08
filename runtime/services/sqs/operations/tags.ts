import type {
  ListQueueTagsRequest,
  ListQueueTagsResult,
  TagQueueRequest,
  UntagQueueRequest,
} from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { findQueue, type Sqs } from "../sqs.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_TagQueue.html */
export function tagQueue(sqs: Sqs): Operation<TagQueueRequest, object> {
  return (input) => {
    const queue = findQueue(sqs, input.QueueUrl);
    sqs.state.queues.put(queue.name, { ...queue, tags: { ...queue.tags, ...input.Tags } });
    return {};
  };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_UntagQueue.html */
export function untagQueue(sqs: Sqs): Operation<UntagQueueRequest, object> {
  return (input) => {
    const queue = findQueue(sqs, input.QueueUrl);
    const left = Object.entries(queue.tags).filter(([key]) => !input.TagKeys?.includes(key));
    sqs.state.queues.put(queue.name, { ...queue, tags: Object.fromEntries(left) });
    return {};
  };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueueTags.html */
export function listQueueTags(sqs: Sqs): Operation<ListQueueTagsRequest, ListQueueTagsResult> {
  return (input) => ({ Tags: { ...findQueue(sqs, input.QueueUrl).tags } });
}
