import { randomUUID } from "node:crypto";
import type { Caller } from "../../kernel/caller.ts";
import { attributesDocument, compileFilterPolicy } from "./filter-policy.ts";
import { type Sns, subscriptionsOf } from "./sns.ts";
import type { Message, Subscription, Topic } from "./state.ts";

/** Queues a message for every subscription whose filter lets it through; sealed first when the topic has a key. */
export async function fanOut(
  sns: Sns,
  publication: Readonly<{ topic: Topic; message: Message; caller: Caller }>,
): Promise<void> {
  const { topic, message, caller } = publication;
  const keyId = topic.attributes.KmsMasterKeyId;
  const stored = keyId ? await sns.cipher.seal({ keyId, text: JSON.stringify(message), caller }) : message;
  for (const subscription of subscriptionsOf(sns, topic.arn)) {
    if (!wants(subscription, message)) continue;
    sns.queue.add(randomUUID(), { subscriptionArn: subscription.arn, message: stored });
  }
}

function wants(subscription: Subscription, message: Message): boolean {
  const policy = subscription.attributes.FilterPolicy;
  return !policy || compileFilterPolicy(policy)(attributesDocument(message));
}
