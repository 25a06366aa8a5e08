import type { PurgeQueueRequest } from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { findQueue, type Sqs } from "../sqs.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html: at once, here. */
export function purgeQueue(sqs: Sqs): Operation<PurgeQueueRequest, object> {
  return (input) => {
    deleteMessages(sqs, findQueue(sqs, input.QueueUrl).name);
    return {};
  };
}

export function deleteMessages({ state }: Sqs, queue: string): void {
  for (const [key] of [...state.messages.entries(`${queue}/`)]) state.messages.delete(key);
}
