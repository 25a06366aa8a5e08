import type { BatchResultErrorEntry } from "@aws-sdk/client-sqs";
import { AwsError } from "../../protocol/aws-error.ts";

/** Runs a batch entry by entry: each succeeds or fails on its own. */
export async function runBatch<Entry extends { Id: string | undefined }, Result>(
  entries: readonly Entry[] | undefined,
  run: (entry: Entry) => Promise<Result> | Result,
): Promise<{ Successful: Result[]; Failed: BatchResultErrorEntry[] }> {
  checkEntries(entries ?? []);
  const Successful: Result[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  for (const entry of entries ?? []) {
    try {
      Successful.push(await run(entry));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
}

function checkEntries(entries: readonly { Id: string | undefined }[]): void {
  if (entries.length === 0)
    throw new AwsError("EmptyBatchRequest", "There should be at least one entry in the request.");
  if (entries.length > 10) {
    throw new AwsError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  const invalid = entries.find(({ Id }) => !/^[\w-]{1,80}$/.test(Id ?? ""));
  if (invalid)
    throw new AwsError(
      "InvalidBatchEntryId",
      `A batch entry id can only contain alphanumeric characters, hyphens and underscores; got '${invalid.Id}'.`,
    );
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new AwsError(
      "BatchEntryIdsNotDistinct",
      "Two or more batch entries in the request have the same Id.",
    );
  }
}
