import type {
  ChangeMessageVisibilityBatchRequest,
  ChangeMessageVisibilityBatchResult,
  ChangeMessageVisibilityRequest,
} from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { runBatch } from "../batch.ts";
import { secondsIn } from "../queue-attributes.ts";
import { findHeld } from "../receipt-handle.ts";
import { findQueue, type Sqs } from "../sqs.ts";
import type { Queue } from "../state.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
export function changeMessageVisibility(sqs: Sqs): Operation<ChangeMessageVisibilityRequest, object> {
  return (input) => {
    changeHeld(sqs, findQueue(sqs, input.QueueUrl), input);
    return {};
  };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html */
export function changeMessageVisibilityBatch(
  sqs: Sqs,
): Operation<ChangeMessageVisibilityBatchRequest, ChangeMessageVisibilityBatchResult> {
  return (input) => {
    const queue = findQueue(sqs, input.QueueUrl);
    return runBatch(input.Entries, (entry) => {
      changeHeld(sqs, queue, entry);
      return { Id: entry.Id };
    });
  };
}

type Change = Pick<ChangeMessageVisibilityRequest, "ReceiptHandle"> & {
  VisibilityTimeout?: number | undefined;
};

function changeHeld(sqs: Sqs, queue: Queue, change: Change): void {
  const seconds = secondsIn("VisibilityTimeout", change.VisibilityTimeout ?? 0, 43_200);
  const { key, message, current } = findHeld(sqs, queue, change.ReceiptHandle);
  const nowMs = sqs.runtime.clock.now();
  if (message === undefined)
    throw new AwsError("InvalidParameterValue", "The message of this receipt handle does not exist.");
  if (!current || message.visibleMs <= nowMs) {
    throw new AwsError("MessageNotInflight", "The specified message isn't in flight.");
  }
  sqs.state.messages.put(key, { ...message, visibleMs: nowMs + seconds * 1000 });
  sqs.arrivals.announce(queue.name);
}
