import { createHash } from "node:crypto";
import type { QueueMessageAttribute } from "./state.ts";

export function md5Of(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

/**
 * The digest of message attributes that SDKs compare: name, type and value of each in the order of names, every part
 * with its length before it. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export function md5OfAttributes(
  attributes: Readonly<Record<string, QueueMessageAttribute>>,
): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash("md5");
  const add = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const { type, value } = attributes[name] ?? { type: "", value: "" };
    const isBinary = type.startsWith("Binary");
    add(Buffer.from(name));
    add(Buffer.from(type));
    hash.update(Buffer.from([isBinary ? 2 : 1]));
    add(Buffer.from(value, isBinary ? "base64" : "utf8"));
  }
  return hash.digest("hex");
}
