import { digestOf } from "../json/digest.ts";

/** What the ledger tells. Each record type has one meaning; `details` holds its facts. */
export const ledgerRecordTypes = [
  "RELEASE_PROVISIONED",
  "FINDINGS_REPORTED",
  "RELEASE_SERVING",
  "RELEASE_FAILED",
  "RELEASE_ABORTED",
] as const;

export type LedgerRecordType = (typeof ledgerRecordTypes)[number];

/** What is to be recorded. `details` is JSON and never holds a secret. */
export interface LedgerEntry {
  readonly type: LedgerRecordType;
  /** The release's id. */
  readonly release: string;
  readonly application: string;
  readonly environment: string;
  readonly version: string;
  readonly requestedBy: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** One link of a stream's chain. `hash` is over everything else in the record, the previous hash included. */
export interface LedgerRecord extends LedgerEntry {
  /** `<application>#<environment>`. */
  readonly stream: string;
  /** 1, 2, 3 … without gaps. */
  readonly sequence: number;
  /** ISO 8601. */
  readonly at: string;
  /** The hash of the record before, or 64 zeros for the first one. */
  readonly previousHash: string;
  readonly hash: string;
}

/** Where a chain stands; what the next record is linked to. */
export type ChainHead = Pick<LedgerRecord, "sequence" | "hash">;

/** The head of a chain without records. */
export const emptyChain: ChainHead = { sequence: 0, hash: "0".repeat(64) };

/** The stream that an application's records in an environment belong to. */
export function ledgerStream(application: string, environment: string): string {
  return `${application}#${environment}`;
}

/** Links an entry to a chain's head. */
export function createLedgerRecord(entry: LedgerEntry, head: ChainHead, at: string): LedgerRecord {
  const unsealed = {
    stream: ledgerStream(entry.application, entry.environment),
    sequence: head.sequence + 1,
    at,
    previousHash: head.hash,
    ...entry,
  };
  return { ...unsealed, hash: digestOf(unsealed) };
}
