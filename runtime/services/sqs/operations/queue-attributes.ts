import type {
  GetQueueAttributesRequest,
  GetQueueAttributesResult,
  SetQueueAttributesRequest,
} from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { checkQueueAttributes, describeQueue } from "../queue-attributes.ts";
import { findQueue, type Sqs } from "../sqs.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
export function getQueueAttributes(sqs: Sqs): Operation<GetQueueAttributesRequest, GetQueueAttributesResult> {
  return (input) => {
    const queue = findQueue(sqs, input.QueueUrl);
    if (!input.AttributeNames?.length) return {};
    return { Attributes: describeQueue(sqs, queue, input.AttributeNames) };
  };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export function setQueueAttributes(sqs: Sqs): Operation<SetQueueAttributesRequest, object> {
  return (input) => {
    const queue = findQueue(sqs, input.QueueUrl);
    const changed = checkQueueAttributes((input.Attributes ?? {}) as Record<string, string>, queue.name);
    const attributes = { ...queue.attributes, ...changed };
    sqs.state.queues.put(queue.name, { ...queue, attributes, modifiedMs: sqs.runtime.clock.now() });
    return {};
  };
}
