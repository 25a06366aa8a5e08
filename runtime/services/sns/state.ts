import type { SealedText } from "../../storage/envelope.ts";
import type { Collection, Store } from "../../storage/store.ts";
import type { FirstSending } from "../request/deduplication.ts";
import type { Reservation } from "../request/sequence.ts";

/** A topic, by its ARN. Attributes hold only what was set. */
export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly owner: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly owner: string;
  readonly protocol: "lambda" | "sqs";
  /** ARN of the function or the queue. */
  readonly endpoint: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface MessageAttribute {
  readonly type: string;
  /** The text, or base64 of the bytes of a Binary attribute. */
  readonly value: string;
}

/** What a message of a FIFO topic has besides; in a standard topic there may be a group. */
export interface FifoMembers {
  readonly groupId?: string;
  readonly deduplicationId?: string;
  /** 20 digits, growing with every message of the topic. */
  readonly sequenceNumber?: string;
}

/** What was published. */
export interface Message extends FifoMembers {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly text: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly publishedMs: number;
}

/** A message on its way to one subscription; sealed when the topic has a KMS key. */
export interface PendingDelivery {
  readonly subscriptionArn: string;
  readonly message: Message | SealedText;
  /** The group in a FIFO topic, whose messages are delivered one after the other. */
  readonly groupId?: string;
  /** Set when the subscriber cannot be reached and the message goes to the dead-letter queue. */
  readonly deadLetter?: { readonly queueArn: string; readonly reason: string };
}

export interface SnsState {
  readonly topics: Collection<Topic>;
  /** By subscription ARN, which starts with the topic's. */
  readonly subscriptions: Collection<Subscription>;
  /** By topic ARN, group where it counts, and deduplication id. */
  readonly sendings: Collection<FirstSending>;
  readonly sequence: Collection<Reservation>;
}

export function openSnsState(store: Store): SnsState {
  return {
    topics: store.collection("sns.topics"),
    subscriptions: store.collection("sns.subscriptions"),
    sendings: store.collection("sns.sendings"),
    sequence: store.collection("sns.sequence"),
  };
}
