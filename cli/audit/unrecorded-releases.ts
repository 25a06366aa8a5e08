import { type ExecutionListItem, paginateListExecutions, SFNClient } from "@aws-sdk/client-sfn";
import type { LedgerRecord, LedgerRecordType } from "../../core/ledger/ledger-record.ts";
import { deployedNames } from "../target/names.ts";
import type { Target } from "../target/target.ts";

/** A release that has ended and of whose end the ledger knows nothing. */
export interface UnrecordedRelease {
  readonly release: string;
  readonly status: string;
}

type EndedExecution = Pick<ExecutionListItem, "name" | "status" | "stopDate">;

/** A stop is recorded by a rule that it triggers, so shortly after it. */
const RECORDING_PATIENCE_MS = 60_000;

const endings: ReadonlySet<LedgerRecordType> = new Set([
  "RELEASE_SERVING",
  "RELEASE_FAILED",
  "RELEASE_ABORTED",
]);

/** The releases that have ended as Step Functions knows them. To be asked before the ledger is read: it grows meanwhile. */
export async function listEndedReleases(target: Target): Promise<EndedExecution[]> {
  const ended: EndedExecution[] = [];
  const client = new SFNClient(target.clientConfig);
  const { stateMachineArn } = deployedNames(target);
  for await (const { executions = [] } of paginateListExecutions({ client }, { stateMachineArn })) {
    ended.push(...executions.filter(({ status }) => status !== "RUNNING"));
  }
  return ended;
}

/**
 * Which releases that have ended are missing in the ledger. A chain shows what was changed in it or taken out of it,
 * but not that its end was cut off; Step Functions is the witness for that.
 */
export function findUnrecordedReleases(
  ended: readonly EndedExecution[],
  { records, nowMs }: { readonly records: readonly LedgerRecord[]; readonly nowMs: number },
): UnrecordedRelease[] {
  const withEnd = records.filter(({ type }) => endings.has(type)).map(({ release }) => release);
  const serving = records.filter(({ type }) => type === "RELEASE_SERVING").map(({ release }) => release);
  const recorded = { ended: new Set(withEnd), served: new Set(serving) };
  return ended.flatMap(({ name: release = "", status = "", stopDate }) => {
    if (status === "SUCCEEDED") return recorded.served.has(release) ? [] : [{ release, status }];
    const isDue = nowMs - (stopDate?.getTime() ?? 0) > RECORDING_PATIENCE_MS;
    return recorded.ended.has(release) || !isDue ? [] : [{ release, status }];
  });
}
