import type { S3Client } from "@aws-sdk/client-s3";
import { sortFindings } from "../../core/findings.ts";
import type { LedgerEntry } from "../../core/ledger/ledger-record.ts";
import type { Release } from "../../core/release/release.ts";
import type { ValidationResult } from "../../core/stage-results.ts";
import { runId } from "../../core/worker-request.ts";
import { type RunStore, readRun } from "../command/run-record.ts";
import { readWorkerResult } from "../command/worker-result.ts";
import { type FindingsTools, notifyTeam } from "../findings/report-findings.ts";
import type { StageEvent, StageEventWith } from "../lambda/stage-event.ts";
import { appendToLedger, type Ledger } from "../ledger/append-to-ledger.ts";
import { releaseEntry } from "../ledger/release-entry.ts";

export interface RecordFailureTools extends FindingsTools {
  readonly ledger: Ledger;
  readonly runs: RunStore;
  readonly s3: S3Client;
}

/**
 * Writes a failed release's outcome to the ledger: what failed, why, and what the validation found, which its team is
 * told, too (PostProvision did so already when the validation passed). Repeating it writes nothing twice.
 */
export async function recordFailure(
  tools: RecordFailureTools,
  event: StageEventWith<"failure">,
): Promise<{ ledgerSequence: number; findings: number }> {
  const { release } = event;
  const validation = event.validation === undefined ? await readFailedValidation(tools, release) : undefined;
  const findings = validation?.findings ?? [];
  if (validation !== undefined && findings.length > 0) await reportFindings(tools, release, validation);
  const record = await appendToLedger(tools.ledger, failedEntry(event));
  return { ledgerSequence: record.sequence, findings: findings.length };
}

async function reportFindings(tools: RecordFailureTools, release: Release, validation: ValidationResult) {
  const { passed, counts, findings, reports } = validation;
  const details = { passed, counts, findings: sortFindings(findings), reports };
  await appendToLedger(tools.ledger, releaseEntry(release, "FINDINGS_REPORTED", details));
  await notifyTeam(tools, release, validation);
}

/** A validation that failed its gate has no result in the state machine, but its worker wrote one. */
async function readFailedValidation(
  { runs, s3 }: RecordFailureTools,
  release: Release,
): Promise<ValidationResult | undefined> {
  const run = await readRun(runs, runId(release.id, "validate"));
  const result = run === undefined ? undefined : await readWorkerResult(s3, run.result);
  return result?.output as ValidationResult | undefined;
}

function failedEntry(event: StageEventWith<"failure">): LedgerEntry {
  const { release, failure, putBack, putBackFailure } = event;
  return releaseEntry(release, "RELEASE_FAILED", {
    ...failure,
    putBack,
    putBackFailure,
    ...origin(event),
  });
}

/** What the release was made from, as far as it came. */
export function origin({ release, preProvision, bakery }: StageEvent): Readonly<Record<string, unknown>> {
  return {
    reason: release.reason,
    commit: release.commit,
    messageId: release.messageId,
    publishedAt: release.publishedAt,
    artifact: release.artifact,
    config: release.config,
    recipeDigest: preProvision?.recipeDigest,
    image: bakery?.imageId,
  };
}
