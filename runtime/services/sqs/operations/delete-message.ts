import type {
  DeleteMessageBatchRequest,
  DeleteMessageBatchResult,
  DeleteMessageRequest,
} from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { runBatch } from "../batch.ts";
import { findHeld } from "../receipt-handle.ts";
import { findQueue, invalidValue, isFifo, type Sqs } from "../sqs.ts";
import type { Queue } from "../state.ts";

/**
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html: a message that is gone
 * is no error; a handle that is no longer the last one deletes nothing; in a FIFO queue one that is over is refused.
 */
export function deleteMessage(sqs: Sqs): Operation<DeleteMessageRequest, object> {
  return (input) => {
    deleteHeld(sqs, findQueue(sqs, input.QueueUrl), input.ReceiptHandle);
    return {};
  };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html */
export function deleteMessageBatch(sqs: Sqs): Operation<DeleteMessageBatchRequest, DeleteMessageBatchResult> {
  return (input) => {
    const queue = findQueue(sqs, input.QueueUrl);
    return runBatch(input.Entries, ({ Id, ReceiptHandle }) => {
      deleteHeld(sqs, queue, ReceiptHandle);
      return { Id };
    });
  };
}

function deleteHeld(sqs: Sqs, queue: Queue, handle: string | undefined): void {
  const { key, message, current } = findHeld(sqs, queue, handle);
  if (!current || message === undefined) return;
  if (isFifo(queue.name) && message.visibleMs <= sqs.runtime.clock.now()) {
    throw invalidValue(
      `Value ${handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
    );
  }
  sqs.state.messages.delete(key);
  // In a FIFO queue the next one of its group may go now.
  if (isFifo(queue.name)) sqs.arrivals.announce(queue.name);
}
