import { digestOf } from "../json/digest.ts";
import { type ChainHead, emptyChain, type LedgerRecord } from "./ledger-record.ts";

export type ChainVerdict =
  | { readonly intact: true; readonly head: ChainHead }
  | { readonly intact: false; readonly sequence: number; readonly reason: string };

/**
 * Checks one stream's records, in order of their sequence: no gap, each linked to the one before, no content changed.
 * Says where the first break is. `from` is the head to start at when the records are the tail of a longer chain.
 */
export function verifyChain(records: readonly LedgerRecord[], from: ChainHead = emptyChain): ChainVerdict {
  let head = from;
  for (const record of records) {
    const reason = findBreak(record, head);
    if (reason !== undefined) return { intact: false, sequence: record.sequence, reason };
    head = { sequence: record.sequence, hash: record.hash };
  }
  return { intact: true, head };
}

function findBreak(record: LedgerRecord, head: ChainHead): string | undefined {
  if (record.sequence !== head.sequence + 1) {
    return `expected record ${head.sequence + 1} after ${head.sequence}; came ${record.sequence}`;
  }
  if (record.previousHash !== head.hash)
    return `record ${record.sequence} is not linked to the one before it`;
  const { hash, ...unsealed } = record;
  if (digestOf(unsealed) !== hash)
    return `record ${record.sequence} was changed: its content does not have its hash`;
  return undefined;
}
