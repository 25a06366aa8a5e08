import type { DeleteQueueRequest } from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { findQueue, type Sqs } from "../sqs.ts";
import { deleteMessages } from "./purge-queue.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html */
export function deleteQueue(sqs: Sqs): Operation<DeleteQueueRequest, object> {
  return (input) => {
    const queue = findQueue(sqs, input.QueueUrl);
    deleteMessages(sqs, queue.name);
    sqs.deduplication.forget(`${queue.name}/`);
    sqs.state.queues.delete(queue.name);
    return {};
  };
}
