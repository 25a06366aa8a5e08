import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { ReleaseConfiguration } from "../../core/config/release-configuration.ts";
import { applicationLogGroup } from "../../core/config/run-configuration.ts";
import type { ChainHead } from "../../core/ledger/ledger-record.ts";
import type { Release } from "../../core/release/release.ts";
import { idleColour } from "../../core/stack-names.ts";
import type { PostProvisionPause, PostProvisionResult, Weights } from "../../core/stage-results.ts";
import type { RunStore } from "../command/run-record.ts";
import { type FindingsTools, notifyTeam } from "../findings/report-findings.ts";
import { settleAll } from "../lambda/settle-all.ts";
import { appendToLedger, type Ledger } from "../ledger/append-to-ledger.ts";
import { readResolvedRelease } from "../parameters/read-resolved-release.ts";
import { moveCurrentRelease } from "../stack/current-release.ts";
import { deleteTestRule } from "../stack/delete-test-rule.ts";
import { readWeights } from "../stack/listener-weights.ts";
import { putBackMeanwhile } from "../stack/release-fate.ts";
import { removeColour } from "../stack/remove-colour.ts";
import type { StackClients } from "../stack/stack-clients.ts";
import { hasTurn } from "../turn/turn-store.ts";
import { ensureLogGroup } from "./ensure-log-group.ts";
import { findingsEntry, provisionedEntry, servingEntry } from "./ledger-entries.ts";
import type { PostProvisionEvent } from "./post-provision-event.ts";
import { decideServing, shiftTraffic, type TrafficShift } from "./shift-traffic.ts";
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
 * by step, then it is the current release, and only then the old colour goes. Where time is to pass it gives a pause, and
 * goes on when it is invoked again with that; before each further step it tests again. Everything can be repeated, so a
 * retry goes on where a crash left off.
 */
export async function serveRelease(
  tools: PostProvisionTools,
  event: PostProvisionEvent,
): Promise<PostProvisionResult | PostProvisionPause> {
  const { postProvision: pause } = event;
  if (pause?.status === "DRAINING") return retireOldColour(tools, event, pause);
  const [{ resolved, smokeTest }, current, , head] = await settleAll([
    proveReady(tools, event),
    readWeights(tools.loadBalancing, event.provision),
    refuseWithoutTurn(tools.runs, event.release),
    pause === undefined && recordProvisioned(tools, event),
    pause === undefined && notifyTeam(tools, event.release, event.validation),
  ]);
  const { shift } = resolved.configuration;
  const traffic = trafficOf(event, { shift, current });
  const weights = await shiftTraffic(tools, traffic);
  const { url, colour } = event.provision;
  const state = { url, colour, weights, smokeTest };
  if (weights[colour] < 100) return { status: "SHIFTING", waitSeconds: shift.intervalSeconds, ...state };
  await decideServing(tools, traffic, currentRelease(event));
  const record = await recordServing(tools, event, { ...state, head: head || undefined });
  const drained = { ...state, status: "DRAINING", ledgerSequence: record.sequence } as const;
  const isDraining = event.provision.liveColour !== null && shift.drainSeconds > 0;
  if (isDraining) return { ...drained, waitSeconds: shift.drainSeconds };
  return retireOldColour(tools, event, drained);
}

function trafficOf(
  { release, provision, postProvision }: PostProvisionEvent,
  { shift, current }: Readonly<{ shift: ReleaseConfiguration["shift"]; current: Weights }>,
): TrafficShift {
  const { colour: to, liveColour: from } = provision;
  const reached = postProvision?.weights[to] ?? 0;
  return { releaseId: release.id, target: provision, current, reached, to, from, shift };
}

interface Served {
  readonly weights: Weights;
  readonly smokeTest: PostProvisionResult["smokeTest"];
  readonly head: ChainHead | undefined;
}

async function recordServing(tools: PostProvisionTools, event: PostProvisionEvent, served: Served) {
  const [record] = await settleAll([
    appendToLedger(tools, servingEntry(event, served), served.head),
    moveCurrentRelease(tools.ssm, event.release, currentRelease(event)),
  ]);
  return record;
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

/** A release that was stopped, and perhaps redriven later, leaves traffic and colours to the one that has the turn now. */
async function refuseWithoutTurn(runs: RunStore, release: Release): Promise<void> {
  if (!(await hasTurn(runs, release))) throw putBackMeanwhile(release.id);
}

type Drained = Omit<PostProvisionPause, "waitSeconds">;

async function retireOldColour(
  tools: PostProvisionTools,
  event: PostProvisionEvent,
  { weights, smokeTest, ledgerSequence = 0 }: Drained,
): Promise<PostProvisionResult> {
  const { release, provision } = event;
  const { application, environment } = release;
  const { url, colour, liveColour, testRuleArn } = provision;
  await refuseWithoutTurn(tools.runs, release);
  await settleAll([
    deleteTestRule(tools.loadBalancing, testRuleArn),
    liveColour !== null && removeColour(tools, { application, environment, colour: idleColour(colour) }),
  ]);
  const logGroup = applicationLogGroup(application, environment);
  const resources = provision.resources.length;
  return { status: "SERVING", url, colour, weights, resources, ledgerSequence, logGroup, smokeTest };
}
