import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SSMClient } from "@aws-sdk/client-ssm";
import { applicationLogGroup } from "../../core/config/run-configuration.ts";
import type { ChainHead } from "../../core/ledger/ledger-record.ts";
import { idleColour } from "../../core/stack-names.ts";
import type { PostProvisionResult } from "../../core/stage-results.ts";
import type { RunStore } from "../command/run-record.ts";
import { type FindingsTools, notifyTeam } from "../findings/report-findings.ts";
import { settleAll } from "../lambda/settle-all.ts";
import { appendToLedger, type Ledger } from "../ledger/append-to-ledger.ts";
import { readResolvedRelease } from "../parameters/read-resolved-release.ts";
import { moveCurrentRelease } from "../stack/current-release.ts";
import { deleteTestRule } from "../stack/delete-test-rule.ts";
import { readWeights } from "../stack/listener-weights.ts";
import { removeColour } from "../stack/remove-colour.ts";
import type { StackClients } from "../stack/stack-clients.ts";
import { ensureLogGroup } from "./ensure-log-group.ts";
import { findingsEntry, provisionedEntry, servingEntry } from "./ledger-entries.ts";
import type { PostProvisionEvent } from "./post-provision-event.ts";
import { shiftTraffic } from "./shift-traffic.ts";
import { runSmokeTest, type SmokeTools } from "./smoke-test.ts";

export interface PostProvisionTools extends StackClients, SmokeTools, FindingsTools, Ledger {
  readonly logs: CloudWatchLogsClient;
  readonly s3: S3Client;
  readonly ssm: SSMClient;
  readonly runs: RunStore;
  readonly keyId: string;
}

/**
 * Makes the new colour the one that serves: tested through the load balancer and on record first, then the traffic step
 * by step, then it is the current release, and only then the old colour goes. Every step can be repeated, so a retry
 * goes on where a crash left off.
 */
export async function serveRelease(
  tools: PostProvisionTools,
  event: PostProvisionEvent,
): Promise<PostProvisionResult> {
  const { release, provision } = event;
  const [{ resolved, smokeTest }, current, head] = await settleAll([
    proveReady(tools, event),
    readWeights(tools.loadBalancing, provision),
    recordProvisioned(tools, event),
    notifyTeam(tools, release, event.validation),
  ]);
  const { shift } = resolved.configuration;
  const { colour: to, liveColour: from } = provision;
  const traffic = { releaseId: release.id, target: provision, current, to, from, shift };
  const weights = await shiftTraffic(tools, traffic);
  const [record] = await settleAll([
    appendToLedger(tools, servingEntry(event, { weights, smokeTest }), head),
    moveCurrentRelease(tools.ssm, release, currentRelease(event)),
  ]);
  await retireOldColour(tools, event, shift.drainSeconds);
  return {
    url: provision.url,
    colour: provision.colour,
    weights,
    resources: provision.resources.length,
    ledgerSequence: record.sequence,
    logGroup: applicationLogGroup(release.application, release.environment),
    smokeTest,
  };
}

async function recordProvisioned(
  tools: PostProvisionTools,
  event: PostProvisionEvent,
): Promise<ChainHead | undefined> {
  const provisioned = await appendToLedger(tools, provisionedEntry(event));
  const findings = findingsEntry(event);
  return findings === undefined ? provisioned : appendToLedger(tools, findings);
}

async function proveReady(tools: PostProvisionTools, event: PostProvisionEvent) {
  const { release, provision } = event;
  const resolved = await readResolvedRelease(tools, event.preProvision);
  const { smokeTest, logs } = resolved.configuration;
  const name = applicationLogGroup(release.application, release.environment);
  const [report] = await settleAll([
    runSmokeTest(tools, { url: provision.url, releaseId: release.id }, smokeTest),
    ensureLogGroup(tools.logs, { name, retentionDays: logs.retentionDays, keyId: tools.keyId }),
  ]);
  return { resolved, smokeTest: report };
}

function currentRelease({ release, bakery, provision }: PostProvisionEvent) {
  const { id, version } = release;
  const { imageId, recipeDigest } = bakery;
  return { release: id, version, colour: provision.colour, imageId, recipeDigest, url: provision.url };
}

async function retireOldColour(tools: PostProvisionTools, event: PostProvisionEvent, drainSeconds: number) {
  const { application, environment } = event.release;
  const { colour, liveColour, testRuleArn } = event.provision;
  if (liveColour !== null && drainSeconds > 0) await tools.wait(drainSeconds * 1000);
  await settleAll([
    deleteTestRule(tools.loadBalancing, testRuleArn),
    liveColour !== null && removeColour(tools, { application, environment, colour: idleColour(colour) }),
  ]);
}
