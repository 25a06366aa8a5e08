import type { Message, ReceiveMessageRequest, ReceiveMessageResult } from "@aws-sdk/client-sqs";
import type { Operation } from "../../../kernel/service.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { md5Of, md5OfAttributes } from "../message-digest.ts";
import { numberAttribute, secondsIn } from "../queue-attributes.ts";
import { receiptHandle } from "../receipt-handle.ts";
import { nextVisibleMs, type ReceivedMessage, takeMessages } from "../receiving.ts";
import { findQueue, invalidValue, type Sqs } from "../sqs.ts";
import type { QueueMessageAttribute } from "../state.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
export function receiveMessage(sqs: Sqs): Operation<ReceiveMessageRequest, ReceiveMessageResult> {
  return async (input, { caller }) => {
    refuseMembers(input, ["ReceiveRequestAttemptId"], { code: "InvalidParameterValue" });
    const queue = findQueue(sqs, input.QueueUrl);
    const limit = input.MaxNumberOfMessages ?? 1;
    if (limit < 1 || limit > 10) {
      throw invalidValue(
        `Value ${limit} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`,
      );
    }
    const visibilitySeconds = secondsIn(
      "VisibilityTimeout",
      input.VisibilityTimeout ?? numberAttribute(queue, "VisibilityTimeout"),
      43_200,
    );
    const waitSeconds = input.WaitTimeSeconds ?? numberAttribute(queue, "ReceiveMessageWaitTimeSeconds");
    const untilMs = sqs.runtime.clock.now() + secondsIn("WaitTimeSeconds", waitSeconds, 20) * 1000;
    let takenMs = sqs.runtime.clock.now();
    const take = () => takeMessages(sqs, { queue, limit, visibilitySeconds, caller, nowMs: takenMs });
    let taken = await take();
    while (taken.length === 0 && !sqs.arrivals.stopped && sqs.runtime.clock.now() < untilMs) {
      await waitForMessage(sqs, { queue: queue.name, untilMs, takenMs });
      takenMs = sqs.runtime.clock.now();
      taken = await take();
    }
    return taken.length === 0 ? {} : { Messages: taken.map((received) => describe(received, input)) };
  };
}

/** Until a message arrives or becomes visible again, at the latest until `untilMs`. */
async function waitForMessage(
  sqs: Sqs,
  { queue, untilMs, takenMs }: { queue: string; untilMs: number; takenMs: number },
): Promise<void> {
  const nowMs = sqs.runtime.clock.now();
  const visibleMs = nextVisibleMs(sqs, findQueue(sqs, queue), takenMs) ?? untilMs;
  await sqs.arrivals.wait(queue, Math.max(1, Math.min(visibleMs, untilMs) - nowMs));
}

function describe({ message, content }: ReceivedMessage, input: ReceiveMessageRequest): Message {
  const wantedAttributes = select(content.attributes, input.MessageAttributeNames ?? []);
  const digest = md5OfAttributes(wantedAttributes);
  const system = select(
    {
      SenderId: message.senderId,
      SentTimestamp: String(message.sentMs),
      ApproximateReceiveCount: String(message.receiveCount),
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedMs),
      ...(message.groupId && { MessageGroupId: message.groupId }),
      ...(message.deduplicationId && { MessageDeduplicationId: message.deduplicationId }),
      ...(message.sequenceNumber && { SequenceNumber: message.sequenceNumber }),
      ...(message.deadLetterSourceArn && { DeadLetterQueueSourceArn: message.deadLetterSourceArn }),
    },
    [...(input.MessageSystemAttributeNames ?? []), ...(input.AttributeNames ?? [])],
  );
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle(message),
    Body: content.body,
    MD5OfBody: md5Of(content.body),
    ...(Object.keys(system).length > 0 && { Attributes: system }),
    ...(digest && { MD5OfMessageAttributes: digest, MessageAttributes: writeAttributes(wantedAttributes) }),
  };
}

/** The members asked for by name, by `prefix.*`, or all by `All` or `.*`. */
function select<Value>(
  all: Readonly<Record<string, Value>>,
  names: readonly string[],
): Record<string, Value> {
  const isWanted = (name: string) =>
    names.some((wanted) => {
      if (wanted === "All" || wanted === ".*") return true;
      return wanted.endsWith(".*") ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
    });
  return Object.fromEntries(Object.entries(all).filter(([name]) => isWanted(name)));
}

function writeAttributes(attributes: Readonly<Record<string, QueueMessageAttribute>>) {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { type, value }]) => [
      name,
      type.startsWith("Binary")
        ? { DataType: type, BinaryValue: Buffer.from(value, "base64") }
        : { DataType: type, StringValue: value },
    ]),
  );
}
