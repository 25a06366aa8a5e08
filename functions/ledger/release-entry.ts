import type { LedgerEntry, LedgerRecordType } from "../../core/ledger/ledger-record.ts";
import type { Release } from "../../core/release/release.ts";

/** A ledger entry about a release: what, by whom and for what place, with the facts of this record's type. */
export function releaseEntry(
  release: Release,
  type: LedgerRecordType,
  details: Readonly<Record<string, unknown>>,
): LedgerEntry {
  const { id, application, environment, version, requestedBy } = release;
  return { type, release: id, application, environment, version, requestedBy, details };
}
