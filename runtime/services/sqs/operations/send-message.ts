import type {
  SendMessageBatchRequest,
  SendMessageBatchResult,
  SendMessageRequest,
  SendMessageResult,
} from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { runBatch } from "../batch.ts";
import { sendToQueue } from "../sending.ts";
import { findQueue, type Sqs } from "../sqs.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export function sendMessage(sqs: Sqs): Operation<SendMessageRequest, SendMessageResult> {
  return (input, context) => sendToQueue(sqs, { queue: findQueue(sqs, input.QueueUrl), input, context });
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
export function sendMessageBatch(sqs: Sqs): Operation<SendMessageBatchRequest, SendMessageBatchResult> {
  return (input, context) => {
    const queue = findQueue(sqs, input.QueueUrl);
    return runBatch(input.Entries, async (entry) => {
      const { MessageId, MD5OfMessageBody, ...digests } = await sendToQueue(sqs, {
        queue,
        input: entry,
        context,
      });
      return { Id: entry.Id, MessageId, MD5OfMessageBody, ...digests };
    });
  };
}
