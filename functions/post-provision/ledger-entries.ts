import { sortFindings } from "../../core/findings.ts";
import type { LedgerEntry } from "../../core/ledger/ledger-record.ts";
import type { PostProvisionResult, Weights } from "../../core/stage-results.ts";
import { releaseEntry } from "../ledger/release-entry.ts";
import type { PostProvisionEvent } from "./post-provision-event.ts";

/**
 * What was deployed, from what and why, with every resource of the stack: one record, so that an auditor reads a release
 * with one query of its stream and the chain grows by one link.
 */
export function provisionedEntry({
  release,
  preProvision,
  bakery,
  provision,
}: PostProvisionEvent): LedgerEntry {
  return releaseEntry(release, "RELEASE_PROVISIONED", {
    reason: release.reason,
    commit: release.commit,
    messageId: release.messageId,
    publishedAt: release.publishedAt,
    artifact: release.artifact,
    config: {
      ...release.config,
      parameter: preProvision.configParameter,
      version: preProvision.configVersion,
    },
    recipe: preProvision.recipe,
    recipeDigest: preProvision.recipeDigest,
    image: bakery,
    account: preProvision.account,
    region: preProvision.region,
    colour: provision.colour,
    instances: provision.instances,
    resources: provision.resources,
  });
}

/** What the validation found below its gate; undefined when it found nothing. */
export function findingsEntry({
  release,
  preProvision,
  validation,
}: PostProvisionEvent): LedgerEntry | undefined {
  if (validation.findings.length === 0) return undefined;
  const { passed, counts, findings, reports } = validation;
  const details = { passed, gate: preProvision.gate, counts, findings: sortFindings(findings), reports };
  return releaseEntry(release, "FINDINGS_REPORTED", details);
}

/** That the release serves, since when the traffic is where, and what the smoke test and the validation said. */
export function servingEntry(
  { release, provision, validation }: PostProvisionEvent,
  served: Readonly<{ weights: Weights; smokeTest: PostProvisionResult["smokeTest"] }>,
): LedgerEntry {
  return releaseEntry(release, "RELEASE_SERVING", {
    url: provision.url,
    colour: provision.colour,
    replaces: provision.liveColour,
    weights: served.weights,
    smokeTest: served.smokeTest,
    validation: validation.counts,
    reports: validation.reports,
  });
}
