import type { SealedText } from "../../storage/envelope.ts";
import type { Collection, Store } from "../../storage/store.ts";
import type { FirstSending } from "../request/deduplication.ts";
import type { Reservation } from "../request/sequence.ts";

/** A queue, by its name. `attributes` holds what was set, as text, as the wire has it. */
export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly modifiedMs: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface QueueMessageAttribute {
  readonly type: string;
  /** The text, or base64 of the bytes of a Binary attribute. */
  readonly value: string;
}

/** What a message of a FIFO queue has besides; in a standard queue there may be a group. */
export interface FifoMembers {
  readonly groupId?: string;
  readonly deduplicationId?: string;
  /** 20 digits, growing with every message of the queue. */
  readonly sequenceNumber?: string;
}

export interface MessageContent {
  readonly body: string;
  readonly attributes: Readonly<Record<string, QueueMessageAttribute>>;
}

/** A message in a queue; its content sealed when the queue has a KMS key. */
export interface QueuedMessage extends FifoMembers {
  readonly id: string;
  readonly queue: string;
  readonly content: MessageContent | SealedText;
  readonly senderId: string;
  readonly sentMs: number;
  /** Not given out before this time: the delay, or the visibility timeout. */
  readonly visibleMs: number;
  readonly receiveCount: number;
  readonly firstReceivedMs: number | undefined;
  /** The part of the receipt handle that only the last receiver knows. */
  readonly receipt: string | undefined;
  /** The queue it was in before it came here as a dead letter. */
  readonly deadLetterSourceArn?: string;
}

export interface SqsState {
  readonly queues: Collection<Queue>;
  /** By `queue/place`; places grow with the time of sending. */
  readonly messages: Collection<QueuedMessage>;
  /** By `queue/[group/]deduplication id`. */
  readonly sendings: Collection<FirstSending>;
  readonly sequence: Collection<Reservation>;
}

export function openSqsState(store: Store): SqsState {
  return {
    queues: store.collection("sqs.queues"),
    messages: store.collection("sqs.messages"),
    sendings: store.collection("sqs.sendings"),
    sequence: store.collection("sqs.sequence"),
  };
}
