import type {
  BatchResultErrorEntry,
  PublishBatchInput,
  PublishBatchRequestEntry,
  PublishBatchResponse,
  PublishBatchResultEntry,
} from "@aws-sdk/client-sns";
import type { Operation, RequestContext } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { LARGEST_MESSAGE_BYTES, makeMessage } from "../message.ts";
import { fanOut } from "../publishing.ts";
import { findTopic, type Sns } from "../sns.ts";
import type { Topic } from "../state.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html: each entry succeeds or fails on its own. */
export function publishBatch(sns: Sns): Operation<PublishBatchInput, PublishBatchResponse> {
  return async (input, context) => {
    const topic = findTopic(sns, input.TopicArn);
    const entries = input.PublishBatchRequestEntries ?? [];
    checkEntries(entries);
    const Successful: PublishBatchResultEntry[] = [];
    const Failed: BatchResultErrorEntry[] = [];
    for (const entry of entries) {
      const { Id } = entry;
      try {
        Successful.push({ Id, MessageId: await publishEntry(sns, { topic, entry, context }) });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
      }
    }
    return { Successful, Failed };
  };
}

type Entry = Readonly<{ topic: Topic; entry: PublishBatchRequestEntry; context: RequestContext }>;

async function publishEntry(sns: Sns, { topic, entry, context }: Entry): Promise<string> {
  refuseMembers(entry, ["MessageDeduplicationId", "MessageGroupId"], { code: "InvalidParameter" });
  const message = makeMessage(entry, { topicArn: topic.arn, nowMs: sns.runtime.clock.now() });
  await fanOut(sns, { topic, message, caller: context.caller });
  return message.messageId;
}

function checkEntries(entries: readonly PublishBatchRequestEntry[]): void {
  if (entries.length === 0)
    throw new AwsError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  if (entries.length > 10) {
    throw new AwsError(
      "TooManyEntriesInBatchRequest",
      "The batch request contains more entries than permissible.",
    );
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new AwsError(
      "BatchEntryIdsNotDistinct",
      "Two or more batch entries in the request have the same Id.",
    );
  }
  const bytes = entries.reduce((sum, { Message }) => sum + Buffer.byteLength(Message ?? ""), 0);
  if (bytes > LARGEST_MESSAGE_BYTES) {
    throw new AwsError(
      "BatchRequestTooLong",
      "The length of all the batch messages put together is more than the limit.",
    );
  }
}
