import { randomUUID } from "node:crypto";
import type { Caller } from "../../kernel/caller.ts";
import { inGroupOrder } from "./fifo.ts";
import { numberAttribute, readRedrivePolicy } from "./queue-attributes.ts";
import { messageKey } from "./sending.ts";
import { isFifo, type Sqs } from "./sqs.ts";
import type { MessageContent, Queue, QueuedMessage } from "./state.ts";

/** A message given to a receiver, with the key it is kept under. */
export interface ReceivedMessage {
  readonly message: QueuedMessage;
  readonly content: MessageContent;
}

/** Gives out up to `limit` visible messages, oldest first, and hides them for the visibility timeout. */
export async function takeMessages(
  sqs: Sqs,
  taking: Readonly<{ queue: Queue; limit: number; visibilitySeconds: number; caller: Caller; nowMs: number }>,
): Promise<ReceivedMessage[]> {
  const { queue, limit, visibilitySeconds, caller, nowMs } = taking;
  const taken: QueuedMessage[] = [];
  for (const [key, message] of visibleMessages(sqs, queue, nowMs)) {
    if (taken.length === limit) break;
    if (moveToDeadLetters(sqs, { queue, key, message })) continue;
    const received: QueuedMessage = {
      ...message,
      visibleMs: nowMs + visibilitySeconds * 1000,
      receiveCount: message.receiveCount + 1,
      firstReceivedMs: message.firstReceivedMs ?? nowMs,
      receipt: randomUUID(),
    };
    sqs.state.messages.put(key, received);
    taken.push(received);
  }
  // Only now, when all are hidden from other receivers: opening asks KMS, and others get their turn meanwhile.
  return Promise.all(
    taken.map(async (message) => ({ message, content: await readContent(sqs, message, caller) })),
  );
}

function visibleMessages(sqs: Sqs, queue: Queue, nowMs: number): (readonly [string, QueuedMessage])[] {
  const oldestMs = nowMs - numberAttribute(queue, "MessageRetentionPeriod") * 1000;
  const kept: (readonly [string, QueuedMessage])[] = [];
  for (const [key, message] of [...sqs.state.messages.entries(`${queue.name}/`)]) {
    if (message.sentMs < oldestMs) sqs.state.messages.delete(key);
    else kept.push([key, message]);
  }
  if (isFifo(queue.name)) return inGroupOrder(kept, nowMs);
  return kept.filter(([, { visibleMs }]) => visibleMs <= nowMs);
}

/** When the next message that was hidden at `nowMs` becomes visible; undefined when there is none. */
export function nextVisibleMs(sqs: Sqs, queue: Queue, nowMs: number): number | undefined {
  let next: number | undefined;
  for (const { visibleMs } of sqs.state.messages.values(`${queue.name}/`)) {
    if (visibleMs > nowMs && (next === undefined || visibleMs < next)) next = visibleMs;
  }
  return next;
}

async function readContent(sqs: Sqs, { content }: QueuedMessage, caller: Caller): Promise<MessageContent> {
  return "sealed" in content ? JSON.parse(await sqs.cipher.open(content, caller)) : content;
}

interface Candidate {
  readonly queue: Queue;
  readonly key: string;
  readonly message: QueuedMessage;
}

/** A message received too often goes to the dead-letter queue of the redrive policy instead. */
function moveToDeadLetters(sqs: Sqs, { queue, key, message }: Candidate): boolean {
  const policy = readRedrivePolicy(queue.attributes.RedrivePolicy);
  if (policy === undefined || message.receiveCount < policy.maxReceiveCount) return false;
  const target = sqs.state.queues.get(policy.deadLetterTargetArn.split(":").pop() ?? "");
  if (target === undefined) return false;
  sqs.state.messages.delete(key);
  const deadLetter = {
    ...message,
    queue: target.name,
    receiveCount: 0,
    receipt: undefined,
    deadLetterSourceArn: queue.arn,
  };
  sqs.state.messages.put(messageKey(target.name, message), deadLetter);
  sqs.arrivals.announce(target.name);
  return true;
}
