import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, paginateScan } from "@aws-sdk/lib-dynamodb";
import type { LedgerRecord } from "../../core/ledger/ledger-record.ts";
import { type ChainVerdict, verifyChain } from "../../core/ledger/verify-chain.ts";
import { deployedNames } from "../target/names.ts";
import type { Target } from "../target/target.ts";

/** Reads every record, in the order of the streams and their sequences. */
export async function readLedger(target: Target): Promise<LedgerRecord[]> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(target.clientConfig));
  const records: LedgerRecord[] = [];
  for await (const page of paginateScan(
    { client },
    { TableName: deployedNames(target).ledgerTable, ConsistentRead: true },
  )) {
    records.push(...((page.Items ?? []) as LedgerRecord[]));
  }
  return records.sort(
    (one, other) => one.stream.localeCompare(other.stream) || one.sequence - other.sequence,
  );
}

/** Verifies each stream's chain by itself. */
export function verifyStreams(records: readonly LedgerRecord[]): { stream: string; verdict: ChainVerdict }[] {
  const streams = Map.groupBy(records, (record) => record.stream);
  return [...streams].map(([stream, chain]) => ({ stream, verdict: verifyChain(chain) }));
}
