import type { CreateQueueRequest, CreateQueueResult } from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { checkQueueAttributes, describeQueue } from "../queue-attributes.ts";
import { invalidValue, queueUrl, type Sqs } from "../sqs.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
export function createQueue(sqs: Sqs): Operation<CreateQueueRequest, CreateQueueResult> {
  return (input) => {
    const name = input.QueueName ?? "";
    const { FifoQueue = "false", ...given } = (input.Attributes ?? {}) as Record<string, string>;
    checkName(name, FifoQueue === "true");
    const attributes = checkQueueAttributes(given, name);
    const existing = sqs.state.queues.get(name);
    if (existing !== undefined) {
      const current = describeQueue(sqs, existing, ["All"]);
      const differing = Object.entries(attributes).find(([key, value]) => (current[key] ?? "") !== value);
      if (differing === undefined) return { QueueUrl: queueUrl(sqs, name) };
      throw new AwsError(
        "QueueNameExists",
        `A queue already exists with the same name and a different value for attribute ${differing[0]}`,
      );
    }
    const { accountId, region, clock } = sqs.runtime;
    const nowMs = clock.now();
    sqs.state.queues.put(name, {
      name,
      arn: `arn:aws:sqs:${region}:${accountId}:${name}`,
      createdMs: nowMs,
      modifiedMs: nowMs,
      attributes,
      tags: input.tags ?? {},
    });
    return { QueueUrl: queueUrl(sqs, name) };
  };
}

function checkName(name: string, fifo: boolean): void {
  if (name.length > 80 || !(fifo ? /^[\w-]+\.fifo$/ : /^[\w-]+$/).test(name)) {
    throw invalidValue(
      fifo
        ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length."
        : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
    );
  }
}
