import type { GetQueueUrlRequest, GetQueueUrlResult } from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { findQueue, queueUrl, type Sqs } from "../sqs.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html */
export function getQueueUrl(sqs: Sqs): Operation<GetQueueUrlRequest, GetQueueUrlResult> {
  return (input) => ({ QueueUrl: queueUrl(sqs, findQueue(sqs, input.QueueName).name) });
}
