import { AwsError } from "../../protocol/aws-error.ts";
import { messageKey } from "./sending.ts";
import type { Sqs } from "./sqs.ts";
import type { Queue, QueuedMessage } from "./state.ts";

/** What a receiver proves with that it has the message. */
export function receiptHandle(message: QueuedMessage): string {
  const place = messageKey("", message).slice(1);
  return Buffer.from(JSON.stringify([place, message.receipt])).toString("base64");
}

/** A message by its receipt handle. `message` is undefined when it is gone; `current` says that no one received it since. */
export interface HeldMessage {
  readonly key: string;
  readonly message: QueuedMessage | undefined;
  readonly current: boolean;
}

export function findHeld({ state }: Sqs, queue: Queue, handle: string | undefined): HeldMessage {
  const [place, receipt] = parseHandle(handle ?? "");
  const key = `${queue.name}/${place}`;
  const message = state.messages.get(key);
  return { key, message, current: message?.receipt === receipt };
}

function parseHandle(handle: string): [string, string] {
  try {
    const parts = JSON.parse(Buffer.from(handle, "base64").toString("utf8"));
    if (Array.isArray(parts) && parts.length === 2) return parts as [string, string];
  } catch {
    // Falls through to the refusal: whatever it is, it is no handle of ours.
  }
  throw new AwsError(
    "ReceiptHandleIsInvalid",
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
  );
}
