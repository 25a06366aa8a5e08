import { createHash } from "node:crypto";
import type { SendMessageRequest } from "@aws-sdk/client-sqs";
import type { FirstSending } from "../request/deduplication.ts";
import { invalidValue, isFifo, missingParameter, type Sqs } from "./sqs.ts";
import type { FifoMembers, Queue, QueuedMessage } from "./state.ts";

const ID = /^[!-~]{1,128}$/;
const NOT_OF_THIS_TYPE = "The request include parameter that is not valid for this queue type.";

/**
 * The group and the deduplication id of a message; the latter is the body's SHA-256 where the queue says so.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function readFifoMembers(queue: Queue, input: Omit<SendMessageRequest, "QueueUrl">): FifoMembers {
  const { MessageGroupId: groupId, MessageDeduplicationId: given, DelaySeconds: delay } = input;
  if (groupId !== undefined) checkId("MessageGroupId", groupId);
  if (!isFifo(queue.name)) {
    if (given !== undefined) throw invalidMember("MessageDeduplicationId", given, NOT_OF_THIS_TYPE);
    return groupId === undefined ? {} : { groupId };
  }
  if (groupId === undefined) throw missingParameter("MessageGroupId");
  if (delay) throw invalidMember("DelaySeconds", String(delay), NOT_OF_THIS_TYPE);
  if (given !== undefined) {
    checkId("MessageDeduplicationId", given);
    return { groupId, deduplicationId: given };
  }
  if (queue.attributes.ContentBasedDeduplication !== "true") {
    throw invalidValue(
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  }
  const deduplicationId = createHash("sha256")
    .update(input.MessageBody ?? "")
    .digest("hex");
  return { groupId, deduplicationId };
}

function checkId(name: string, id: string): void {
  if (ID.test(id)) return;
  const reason = `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;
  throw invalidMember(name, id, reason);
}

function invalidMember(name: string, value: string, reason: string) {
  return invalidValue(`Value ${value} for parameter ${name} is invalid. Reason: ${reason}`);
}

/** The message that this one repeats, though it may have been received and deleted since. */
export function findDuplicate(sqs: Sqs, queue: Queue, fifo: FifoMembers): FirstSending | undefined {
  const key = sendingKey(queue, fifo);
  return key === undefined ? undefined : sqs.deduplication.find(key);
}

export function rememberSending(sqs: Sqs, queue: Queue, message: QueuedMessage): void {
  const key = sendingKey(queue, message);
  if (key === undefined || message.sequenceNumber === undefined) return;
  const { id: messageId, sequenceNumber, sentMs: atMs } = message;
  sqs.deduplication.remember(key, { messageId, sequenceNumber, atMs });
}

/** Equal messages count in the whole queue or in their group, as `DeduplicationScope` says. */
function sendingKey(queue: Queue, { groupId, deduplicationId }: FifoMembers): string | undefined {
  if (deduplicationId === undefined) return undefined;
  const scope = queue.attributes.DeduplicationScope === "messageGroup" ? `${groupId}/` : "";
  return `${queue.name}/${scope}${deduplicationId}`;
}

/** Leaves out messages of groups of which an earlier one is hidden: under way with a receiver, or delayed. */
export function inGroupOrder(
  messages: readonly (readonly [key: string, message: QueuedMessage])[],
  nowMs: number,
): (readonly [key: string, message: QueuedMessage])[] {
  const held = new Set<string | undefined>();
  return messages.filter(([, { groupId, visibleMs }]) => {
    if (visibleMs > nowMs) held.add(groupId);
    return !held.has(groupId);
  });
}
