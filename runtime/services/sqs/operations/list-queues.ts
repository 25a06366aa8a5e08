import type {
  ListDeadLetterSourceQueuesRequest,
  ListDeadLetterSourceQueuesResult,
  ListQueuesRequest,
  ListQueuesResult,
} from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { pageOf } from "../../../protocol/page.ts";
import { readRedrivePolicy } from "../queue-attributes.ts";
import { findQueue, queueUrl, type Sqs } from "../sqs.ts";
import type { Queue } from "../state.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html */
export function listQueues(sqs: Sqs): Operation<ListQueuesRequest, ListQueuesResult> {
  return (input) => {
    const page = queuePage(sqs.state.queues.values(input.QueueNamePrefix ?? ""), input);
    return { QueueUrls: page.items.map(({ name }) => queueUrl(sqs, name)), NextToken: page.nextToken };
  };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListDeadLetterSourceQueues.html */
export function listDeadLetterSourceQueues(
  sqs: Sqs,
): Operation<ListDeadLetterSourceQueuesRequest, ListDeadLetterSourceQueuesResult> {
  return (input) => {
    const { arn } = findQueue(sqs, input.QueueUrl);
    const sources = [...sqs.state.queues.values()].filter(
      ({ attributes }) => readRedrivePolicy(attributes.RedrivePolicy)?.deadLetterTargetArn === arn,
    );
    const page = queuePage(sources, input);
    return { queueUrls: page.items.map(({ name }) => queueUrl(sqs, name)), NextToken: page.nextToken };
  };
}

function queuePage(queues: Iterable<Queue>, { MaxResults, NextToken }: ListQueuesRequest) {
  return pageOf(queues, {
    limit: MaxResults ?? 1_000,
    token: NextToken,
    keyOf: ({ name }) => name,
    invalidTokenCode: "InvalidParameterValue",
  });
}
