import * as sdk from "@aws-sdk/client-sqs";
import type { ServiceFactory } from "../../kernel/service.ts";
import { createEnvelopeCipher } from "../../storage/envelope.ts";
import { createDeduplication } from "../request/deduplication.ts";
import { createSequence } from "../request/sequence.ts";
import { createArrivals } from "./arrivals.ts";
import {
  changeMessageVisibility,
  changeMessageVisibilityBatch,
} from "./operations/change-message-visibility.ts";
import { createQueue } from "./operations/create-queue.ts";
import { deleteMessage, deleteMessageBatch } from "./operations/delete-message.ts";
import { deleteQueue } from "./operations/delete-queue.ts";
import { getQueueUrl } from "./operations/get-queue-url.ts";
import { listDeadLetterSourceQueues, listQueues } from "./operations/list-queues.ts";
import { purgeQueue } from "./operations/purge-queue.ts";
import { getQueueAttributes, setQueueAttributes } from "./operations/queue-attributes.ts";
import { receiveMessage } from "./operations/receive-message.ts";
import { sendMessage, sendMessageBatch } from "./operations/send-message.ts";
import { listQueueTags, tagQueue, untagQueue } from "./operations/tags.ts";
import type { Sqs } from "./sqs.ts";
import { openSqsState } from "./state.ts";

/** Amazon SQS: standard and FIFO queues with visibility timeouts, long polling and dead-letter queues. */
export const createSqs: ServiceFactory = (runtime) => {
  const state = openSqsState(runtime.store);
  const sqs: Sqs = {
    runtime,
    state,
    cipher: createEnvelopeCipher(runtime, { "aws:sqs": "message" }),
    arrivals: createArrivals(runtime.clock),
    deduplication: createDeduplication(state.sendings, runtime.clock),
    nextSequenceNumber: createSequence(runtime.clock, state.sequence),
  };
  return {
    signingName: "sqs",
    protocol: "awsJson1.0",
    sdk,
    operations: {
      ChangeMessageVisibility: changeMessageVisibility(sqs),
      ChangeMessageVisibilityBatch: changeMessageVisibilityBatch(sqs),
      CreateQueue: createQueue(sqs),
      DeleteMessage: deleteMessage(sqs),
      DeleteMessageBatch: deleteMessageBatch(sqs),
      DeleteQueue: deleteQueue(sqs),
      GetQueueAttributes: getQueueAttributes(sqs),
      GetQueueUrl: getQueueUrl(sqs),
      ListDeadLetterSourceQueues: listDeadLetterSourceQueues(sqs),
      ListQueueTags: listQueueTags(sqs),
      ListQueues: listQueues(sqs),
      PurgeQueue: purgeQueue(sqs),
      ReceiveMessage: receiveMessage(sqs),
      SendMessage: sendMessage(sqs),
      SendMessageBatch: sendMessageBatch(sqs),
      SetQueueAttributes: setQueueAttributes(sqs),
      TagQueue: tagQueue(sqs),
      UntagQueue: untagQueue(sqs),
    },
    stop: () => sqs.arrivals.stop(),
  };
};
