import type {
  BatchResultErrorEntry,
  PublishBatchInput,
  PublishBatchRequestEntry,
  PublishBatchResponse,
  PublishBatchResultEntry,
} from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { LARGEST_MESSAGE_BYTES } from "../message.ts";
import { publishTo } from "../publishing.ts";
import { findTopic, type Sns } from "../sns.ts";

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
        const { caller } = context;
        Successful.push({ Id, ...(await publishTo(sns, { topic, input: entry, caller })) });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
      }
    }
    return { Successful, Failed };
  };
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
