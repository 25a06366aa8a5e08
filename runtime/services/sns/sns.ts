import type { Runtime } from "../../kernel/service.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { DurableQueue } from "../../storage/durable-queue.ts";
import type { EnvelopeCipher } from "../../storage/envelope.ts";
import type { Deduplication } from "../request/deduplication.ts";
import type { PendingDelivery, SnsState, Subscription, Topic } from "./state.ts";

/** What the operations of the SNS service work with. */
export interface Sns {
  readonly runtime: Runtime;
  readonly state: SnsState;
  readonly cipher: EnvelopeCipher;
  readonly queue: DurableQueue<PendingDelivery>;
  readonly deduplication: Deduplication;
  readonly nextSequenceNumber: () => string;
}

export function findTopic({ state }: Pick<Sns, "state">, arn: string | undefined): Topic {
  if (!/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w.-]{1,256}$/.test(arn ?? ""))
    throw invalidParameter(`TopicArn Reason: ${arn}`);
  const topic = state.topics.get(arn ?? "");
  if (topic !== undefined) return topic;
  throw new AwsError("NotFound", "Topic does not exist", { status: 404 });
}

export function findSubscription({ state }: Pick<Sns, "state">, arn: string | undefined): Subscription {
  if (!arn?.startsWith("arn:aws:sns:")) throw invalidParameter(`SubscriptionArn Reason: ${arn}`);
  const subscription = state.subscriptions.get(arn);
  if (subscription !== undefined) return subscription;
  throw new AwsError("NotFound", "Subscription does not exist", { status: 404 });
}

/** Subscriptions of a topic, in the order of their ARNs. */
export function subscriptionsOf({ state }: Pick<Sns, "state">, topicArn: string): Iterable<Subscription> {
  return state.subscriptions.values(`${topicArn}:`);
}

/** FIFO topics, and FIFO queues among the subscribers, are told by their names. */
export function isFifo(arn: string): boolean {
  return arn.endsWith(".fifo");
}

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameter", `Invalid parameter: ${message}`);
}
