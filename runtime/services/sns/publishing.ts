import { randomUUID } from "node:crypto";
import type { PublishInput, PublishResponse } from "@aws-sdk/client-sns";
import type { Caller } from "../../kernel/caller.ts";
import type { FirstSending } from "../request/deduplication.ts";
import { sendingKey } from "./fifo.ts";
import { attributesDocument, compileFilterPolicy } from "./filter-policy.ts";
import { makeMessage } from "./message.ts";
import { isFifo, type Sns, subscriptionsOf } from "./sns.ts";
import type { Message, PendingDelivery, Subscription, Topic } from "./state.ts";

interface Publication {
  readonly topic: Topic;
  readonly input: PublishInput;
  readonly caller: Caller;
}

/**
 * Checks a message and queues it for every subscription whose filter lets it through; sealed first when the topic has
 * a key. One that repeats another of its FIFO topic is answered as that one was, and not delivered.
 */
export async function publishTo(sns: Sns, publication: Publication): Promise<PublishResponse> {
  const { topic, input, caller } = publication;
  const drafted = makeMessage(input, { topic, nowMs: sns.runtime.clock.now() });
  const message = isFifo(topic.arn) ? { ...drafted, sequenceNumber: sns.nextSequenceNumber() } : drafted;
  const key = sendingKey(topic, message);
  const repeated = () => (key === undefined ? undefined : sns.deduplication.find(key));
  const keyId = repeated() === undefined ? topic.attributes.KmsMasterKeyId : undefined;
  const stored = keyId ? await sns.cipher.seal({ keyId, text: JSON.stringify(message), caller }) : message;
  // Sealing asks KMS, and an equal message may have come meanwhile.
  const first = repeated();
  if (first !== undefined) return answer(first);
  if (key !== undefined) sns.deduplication.remember(key, sendingOf(message));
  fanOut(sns, { topic, message, stored });
  return answer(sendingOf(message));
}

function sendingOf({ messageId, sequenceNumber = "", publishedMs: atMs }: Message): FirstSending {
  return { messageId, sequenceNumber, atMs };
}

function answer({ messageId, sequenceNumber }: FirstSending): PublishResponse {
  return { MessageId: messageId, ...(sequenceNumber && { SequenceNumber: sequenceNumber }) };
}

interface Fan {
  readonly topic: Topic;
  readonly message: Message;
  readonly stored: PendingDelivery["message"];
}

function fanOut(sns: Sns, { topic, message, stored }: Fan): void {
  const { sequenceNumber = "", groupId } = message;
  const ordered = isFifo(topic.arn) && groupId !== undefined ? { groupId } : {};
  for (const subscription of subscriptionsOf(sns, topic.arn)) {
    if (!wants(subscription, message)) continue;
    const id = `${sequenceNumber}${randomUUID()}`;
    sns.queue.add(id, { subscriptionArn: subscription.arn, message: stored, ...ordered });
  }
}

function wants(subscription: Subscription, message: Message): boolean {
  const policy = subscription.attributes.FilterPolicy;
  return !policy || compileFilterPolicy(policy)(attributesDocument(message));
}
