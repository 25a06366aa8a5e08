import { randomUUID } from "node:crypto";
import type { MessageAttributeValue, SendMessageRequest, SendMessageResult } from "@aws-sdk/client-sqs";
import type { RequestContext } from "../../kernel/service.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import { refuseMembers } from "../../protocol/refuse-members.ts";
import { findDuplicate, readFifoMembers, rememberSending } from "./fifo.ts";
import { md5Of, md5OfAttributes } from "./message-digest.ts";
import { numberAttribute, secondsIn } from "./queue-attributes.ts";
import { invalidValue, isFifo, missingParameter, type Sqs } from "./sqs.ts";
import type { MessageContent, Queue, QueuedMessage, QueueMessageAttribute } from "./state.ts";

const NOT_EMULATED = ["MessageSystemAttributes"];
/** Everything XML 1.0 allows, which is what SQS allows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: tab, line feed and carriage return are allowed, the others not.
const ALLOWED_TEXT = /^[\u0009\u000A\u000D\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

type MessageInput = Omit<SendMessageRequest, "QueueUrl">;

/** Checks a message and puts it into the queue. */
export async function sendToQueue(
  sqs: Sqs,
  sending: Readonly<{ queue: Queue; input: MessageInput; context: RequestContext }>,
): Promise<SendMessageResult> {
  const { queue, input, context } = sending;
  refuseMembers(input, NOT_EMULATED, { code: "InvalidParameterValue" });
  const content = readContent(input, numberAttribute(queue, "MaximumMessageSize"));
  const fifo = readFifoMembers(queue, input);
  const duplicate = findDuplicate(sqs, queue, fifo);
  if (duplicate !== undefined) return receiptFor(content, duplicate);
  const delaySeconds = secondsIn(
    "DelaySeconds",
    input.DelaySeconds ?? numberAttribute(queue, "DelaySeconds"),
    900,
  );
  const keyId = queue.attributes.KmsMasterKeyId;
  const { caller } = context;
  const stored = keyId ? await sqs.cipher.seal({ keyId, text: JSON.stringify(content), caller }) : content;
  // Sealing asks KMS, and an equal message may have come meanwhile.
  const other = findDuplicate(sqs, queue, fifo);
  if (other !== undefined) return receiptFor(content, other);
  const nowMs = sqs.runtime.clock.now();
  const message: QueuedMessage = {
    id: randomUUID(),
    queue: queue.name,
    content: stored,
    senderId: caller.userId,
    sentMs: nowMs,
    visibleMs: nowMs + delaySeconds * 1000,
    receiveCount: 0,
    firstReceivedMs: undefined,
    receipt: undefined,
    ...fifo,
    ...(isFifo(queue.name) ? { sequenceNumber: sqs.nextSequenceNumber() } : {}),
  };
  sqs.state.messages.put(messageKey(queue.name, message), message);
  rememberSending(sqs, queue, message);
  sqs.arrivals.announce(queue.name);
  return receiptFor(content, { messageId: message.id, sequenceNumber: message.sequenceNumber });
}

function receiptFor(
  { body, attributes }: MessageContent,
  { messageId, sequenceNumber }: Readonly<{ messageId: string; sequenceNumber: string | undefined }>,
): SendMessageResult {
  const attributesDigest = md5OfAttributes(attributes);
  return {
    MessageId: messageId,
    MD5OfMessageBody: md5Of(body),
    ...(attributesDigest && { MD5OfMessageAttributes: attributesDigest }),
    ...(sequenceNumber && { SequenceNumber: sequenceNumber }),
  };
}

/** Messages of a queue sort by the time they were sent, those of a FIFO queue by their sequence numbers. */
export function messageKey(
  queue: string,
  { sentMs, id, sequenceNumber }: Pick<QueuedMessage, "sentMs" | "id" | "sequenceNumber">,
): string {
  return `${queue}/${sequenceNumber ?? `${String(sentMs).padStart(15, "0")}-${id}`}`;
}

function readContent(input: MessageInput, largestBytes: number): MessageContent {
  const body = input.MessageBody;
  if (body === undefined || body === "") throw missingParameter("MessageBody");
  if (!ALLOWED_TEXT.test(body)) {
    throw new AwsError(
      "InvalidMessageContents",
      "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.",
    );
  }
  const attributes = Object.fromEntries(
    Object.entries(input.MessageAttributes ?? {}).map(([name, value]) => [name, readAttribute(name, value)]),
  );
  const parts = Object.entries(attributes).flatMap(([name, { type, value }]) => [name, type, value]);
  const bytes = [body, ...parts].reduce((sum, part) => sum + Buffer.byteLength(part), 0);
  if (bytes > largestBytes) {
    throw invalidValue(
      `One or more parameters are invalid. Reason: Message must be shorter than ${largestBytes} bytes.`,
    );
  }
  return { body, attributes };
}

function readAttribute(name: string, value: MessageAttributeValue): QueueMessageAttribute {
  const type = value.DataType ?? "";
  if (!/^[\w.-]{1,256}$/.test(name)) throw invalidValue(`Invalid message attribute name '${name}'.`);
  if (!/^(String|Number|Binary)(\..+)?$/.test(type)) {
    throw invalidValue(
      `The type of message attribute '${name}' is invalid. You must use only Binary, Number, String.`,
    );
  }
  const text = type.startsWith("Binary")
    ? value.BinaryValue && Buffer.from(value.BinaryValue).toString("base64")
    : value.StringValue;
  if (text === undefined || text === "")
    throw invalidValue(`Message attribute '${name}' must have a non-empty value of type ${type}.`);
  return { type, value: text };
}
