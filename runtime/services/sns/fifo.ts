import { createHash } from "node:crypto";
import type { PublishInput } from "@aws-sdk/client-sns";
import { invalidParameter, isFifo } from "./sns.ts";
import type { FifoMembers, Topic } from "./state.ts";

type FifoInput = Pick<PublishInput, "Message" | "MessageGroupId" | "MessageDeduplicationId">;

const ID = /^[!-~]{1,128}$/;

/**
 * The group and the deduplication id of a message; the latter is the text's SHA-256 where the topic says so.
 * https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html
 */
export function readFifoMembers(topic: Topic, input: FifoInput): FifoMembers {
  const { MessageGroupId: groupId, MessageDeduplicationId: given } = input;
  if (groupId !== undefined) checkId("MessageGroupId", groupId);
  if (!isFifo(topic.arn)) {
    if (given === undefined) return groupId === undefined ? {} : { groupId };
    throw invalidParameter(
      "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type",
    );
  }
  if (groupId === undefined)
    throw invalidParameter("The MessageGroupId parameter is required for FIFO topics");
  if (given !== undefined) {
    checkId("MessageDeduplicationId", given);
    return { groupId, deduplicationId: given };
  }
  if (topic.attributes.ContentBasedDeduplication !== "true") {
    throw invalidParameter(
      "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  }
  const deduplicationId = createHash("sha256")
    .update(input.Message ?? "")
    .digest("hex");
  return { groupId, deduplicationId };
}

function checkId(name: string, id: string): void {
  if (ID.test(id)) return;
  throw invalidParameter(`${name} Reason: 1 to 128 alphanumeric and punctuation characters are allowed`);
}

/** What equal messages share; undefined in a standard topic. The scope is the topic, or with it the group. */
export function sendingKey(topic: Topic, { groupId, deduplicationId }: FifoMembers): string | undefined {
  if (deduplicationId === undefined) return undefined;
  const scope = topic.attributes.FifoThroughputScope === "MessageGroup" ? `${groupId}/` : "";
  return `${topic.arn}/${scope}${deduplicationId}`;
}
