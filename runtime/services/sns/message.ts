import { randomUUID } from "node:crypto";
import type { MessageAttributeValue, PublishInput } from "@aws-sdk/client-sns";
import { AwsError } from "../../protocol/aws-error.ts";
import { readFifoMembers } from "./fifo.ts";
import { invalidParameter } from "./sns.ts";
import type { Message, MessageAttribute, Topic } from "./state.ts";

export const LARGEST_MESSAGE_BYTES = 262_144;

type MessageInput = Omit<PublishInput, "TopicArn" | "TargetArn" | "PhoneNumber">;

/** Checks what is published and gives it an id. */
export function makeMessage(input: MessageInput, about: Readonly<{ topic: Topic; nowMs: number }>): Message {
  const text = input.MessageStructure === "json" ? defaultText(input.Message) : input.Message;
  if (text === undefined || text === "") throw invalidParameter("Empty message");
  checkSubject(input.Subject);
  const attributes = Object.fromEntries(
    Object.entries(input.MessageAttributes ?? {}).map(([name, value]) => [name, readAttribute(name, value)]),
  );
  const message = {
    messageId: randomUUID(),
    topicArn: about.topic.arn,
    subject: input.Subject,
    text,
    attributes,
    publishedMs: about.nowMs,
    ...readFifoMembers(about.topic, input),
  };
  if (messageBytes(message) > LARGEST_MESSAGE_BYTES) throw invalidParameter("Message too long");
  return message;
}

/** What counts towards the 256 KiB: the text, and each attribute's name, type and value. */
export function messageBytes(message: Pick<Message, "text" | "attributes">): number {
  const parts = Object.entries(message.attributes).flatMap(([name, { type, value }]) => [name, type, value]);
  return [message.text, ...parts].reduce((bytes, part) => bytes + Buffer.byteLength(part), 0);
}

/** With `MessageStructure: json` each protocol may have its own text; ours come later in `textFor`. */
function defaultText(text: string | undefined): string {
  try {
    const texts = JSON.parse(text ?? "");
    if (typeof texts.default !== "string") throw new Error("no default");
    if (texts.lambda !== undefined || texts.sqs !== undefined) {
      throw new AwsError(
        "InvalidParameter",
        "Invalid parameter: MessageStructure json with texts per protocol is not emulated",
      );
    }
    return texts.default;
  } catch (cause) {
    if (cause instanceof AwsError) throw cause;
    throw new AwsError(
      "InvalidParameter",
      "Invalid parameter: Message Structure - No default entry in JSON message body",
      {
        cause,
      },
    );
  }
}

function checkSubject(subject: string | undefined): void {
  if (subject === undefined) return;
  const isValid = subject.length > 0 && subject.length <= 100 && /^[^\p{Cc}]+$/u.test(subject);
  if (!isValid) throw invalidParameter("Subject");
}

function readAttribute(name: string, value: MessageAttributeValue): MessageAttribute {
  const type = value.DataType ?? "";
  if (!/^[\w.-]{1,256}$/.test(name))
    throw invalidParameter(`MessageAttributes: the name '${name}' is invalid`);
  if (!/^(String|Number|Binary)(\..+)?$/.test(type)) {
    throw new AwsError(
      "ParameterValueInvalid",
      `The message attribute '${name}' has an invalid message attribute type.`,
    );
  }
  const text = type.startsWith("Binary")
    ? value.BinaryValue && Buffer.from(value.BinaryValue).toString("base64")
    : value.StringValue;
  if (text === undefined || text === "") {
    throw new AwsError(
      "ParameterValueInvalid",
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
    );
  }
  if (type.startsWith("Number") && !Number.isFinite(Number(text))) {
    throw new AwsError(
      "ParameterValueInvalid",
      `Could not cast message attribute '${name}' value to number.`,
    );
  }
  return { type, value: text };
}
