import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { LedgerBusy } from "../../core/errors.ts";
import {
  type ChainHead,
  createLedgerRecord,
  emptyChain,
  type LedgerEntry,
  type LedgerRecord,
  ledgerStream,
} from "../../core/ledger/ledger-record.ts";

export interface Ledger {
  readonly dynamo: DynamoDBDocumentClient;
  readonly table: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** How far back an entry that a retried function wrote before is looked for. */
const LOOK_BACK_RECORDS = 10;
const ATTEMPTS = 8;

/**
 * Appends an entry to its stream's hash chain: reads the head, links to it and puts the record on condition that nobody
 * took its place; if somebody did, starts over. An entry of the same type and release that is there already is given back
 * instead, so a retry writes nothing twice. `head` saves the reading when it is known.
 */
export async function appendToLedger(
  ledger: Ledger,
  entry: LedgerEntry,
  head?: ChainHead,
): Promise<LedgerRecord> {
  let knownHead = head;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const recent = knownHead === undefined ? await readRecent(ledger, entry) : [];
    const written = recent.find((record) => record.type === entry.type && record.release === entry.release);
    if (written !== undefined) return written;
    const at = new Date(ledger.now()).toISOString();
    const record = createLedgerRecord(entry, knownHead ?? recent[0] ?? emptyChain, at);
    if (await putRecord(ledger, record)) return record;
    knownHead = undefined;
  }
  throw new LedgerBusy(
    `expected to append to ${ledgerStream(entry.application, entry.environment)}; others did, ${ATTEMPTS} times`,
  );
}

/** The newest records of a stream, newest first. */
export async function readRecent(
  ledger: Ledger,
  entry: Readonly<{ application: string; environment: string }>,
): Promise<readonly LedgerRecord[]> {
  const { Items = [] } = await ledger.dynamo.send(
    new QueryCommand({
      TableName: ledger.table,
      KeyConditionExpression: "#stream = :stream",
      ExpressionAttributeNames: { "#stream": "stream" },
      ExpressionAttributeValues: { ":stream": ledgerStream(entry.application, entry.environment) },
      ScanIndexForward: false,
      Limit: LOOK_BACK_RECORDS,
      ConsistentRead: true,
    }),
  );
  return Items as LedgerRecord[];
}

async function putRecord(ledger: Ledger, record: LedgerRecord): Promise<boolean> {
  try {
    await ledger.dynamo.send(
      new PutCommand({
        TableName: ledger.table,
        Item: record,
        ConditionExpression: "attribute_not_exists(#stream)",
        ExpressionAttributeNames: { "#stream": "stream" },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
