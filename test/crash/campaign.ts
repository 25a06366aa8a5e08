import { setTimeout as delay } from "node:timers/promises";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type HistoryEvent,
  paginateListExecutions,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { ROLE_ARN } from "../support/states.ts";
import type { Problem } from "./check-history.ts";
import type { CommitFault } from "./commit-fault.ts";
import {
  checkPlanned,
  historyOf,
  isRefusal,
  type PlannedExecution,
  startPlanned,
} from "./planned-execution.ts";
import { createSeededRandom, type SeededRandom } from "./seeded-random.ts";
import { createTokenDesk, type TokenDesk } from "./tokens.ts";
import { startUnharmed, startVictim, type Victim } from "./victim.ts";
import { workloads } from "./workloads.ts";

export interface CampaignOptions {
  readonly dataDir: string;
  readonly kills: number;
  readonly seed: number;
  /** Told after each kill. */
  readonly onKill?: (kill: number, executions: number) => void;
}

export interface CampaignResult {
  readonly kills: number;
  readonly executions: number;
  readonly problems: readonly Problem[];
}

interface Campaign {
  readonly dataDir: string;
  readonly random: SeededRandom;
  readonly desk: TokenDesk;
  readonly machines: ReadonlyMap<string, string>;
  readonly planned: PlannedExecution[];
  readonly problems: Problem[];
}

const MOST_STARTS = 4;
const MOST_COMMITS = 12;
const LONGEST_LIFE_MS = 400;
const LONGEST_WAIT_MS = 600;
const POLL_MS = 20;
const PATIENCE_MS = 30_000;

/**
 * Starts work, kills the service, starts it again on its folder, and so on; then lets everything end and compares
 * each execution with one that was never disturbed.
 */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { dataDir, kills, seed, onKill } = options;
  const random = createSeededRandom(seed);
  const desk = createTokenDesk();
  const { machines, histories } = await undisturbed(dataDir);
  const campaign: Campaign = { dataDir, random, desk, machines, planned: [], problems: [] };
  for (let kill = 1; kill <= kills; kill++) {
    await killOnce(campaign);
    onKill?.(kill, campaign.planned.length);
  }
  await verify(campaign, histories);
  const problems = [...campaign.problems, ...desk.problems];
  return { kills, executions: campaign.planned.length, problems };
}

/** Creates the state machines and runs each once without a kill. */
async function undisturbed(dataDir: string) {
  const desk = createTokenDesk();
  const victim = await startUnharmed(dataDir, { onAsked: desk.asked });
  const machines = new Map<string, string>();
  const histories = new Map<string, HistoryEvent[]>();
  for (const [name, { definition }] of Object.entries(workloads)) {
    const text = JSON.stringify({ QueryLanguage: "JSONata", ...definition });
    const machine = await victim.sfn.send(
      new CreateStateMachineCommand({ name, definition: text, roleArn: ROLE_ARN }),
    );
    machines.set(name, machine.stateMachineArn ?? "");
  }
  const references = [...machines.keys()].map((kind) => plan(machines, { kind, number: 0, waitMs: 0 }));
  await Promise.all(references.map((planned) => startPlanned(victim.sfn, planned)));
  await allEnded({ sfn: victim.sfn, planned: references, desk });
  for (const { kind, acknowledged } of references)
    histories.set(kind, await historyOf(victim.sfn, acknowledged?.executionArn ?? ""));
  await victim.kill();
  return { machines, histories };
}

interface Wish {
  readonly kind: string;
  readonly number: number;
  readonly waitMs: number;
}

function plan(machines: ReadonlyMap<string, string>, { kind, number, waitMs }: Wish): PlannedExecution {
  const until = new Date(Date.now() + waitMs).toISOString();
  return { kind, name: `${kind}-${number}`, number, until, stateMachineArn: machines.get(kind) ?? "" };
}

/** One life of the service: two of three end at a commit of their first work, the others at any moment. */
async function killOnce(campaign: Campaign): Promise<void> {
  const { dataDir, random, desk } = campaign;
  const fault = random.below(3) === 0 ? undefined : drawFault(random);
  const lifeMs = fault === undefined ? random.below(LONGEST_LIFE_MS) : LONGEST_LIFE_MS;
  const victim = await startVictim(dataDir, { onAsked: desk.asked, ...(fault && { fault }) });
  if (victim === undefined) return;
  const work = keepBusy(campaign, victim);
  await Promise.race([victim.gone, delay(lifeMs)]);
  await victim.kill();
  await work;
}

function drawFault(random: SeededRandom): CommitFault {
  return { side: random.pick(["before", "after"]), commit: 1 + random.below(MOST_COMMITS) };
}

/** Starts new executions and those that nobody acknowledged, some others again, reads one, answers tokens. */
async function keepBusy(campaign: Campaign, { sfn }: Victim): Promise<void> {
  const { random, machines, planned, problems, desk } = campaign;
  for (let count = 1 + random.below(MOST_STARTS); count > 0; count--) {
    const kind = random.pick(Object.keys(workloads));
    planned.push(plan(machines, { kind, number: planned.length + 1, waitMs: random.below(LONGEST_WAIT_MS) }));
  }
  const open = planned.filter(({ acknowledged }) => acknowledged === undefined);
  const again = random.pick(planned);
  const seen = random.pick(planned.slice(-MOST_STARTS * 2));
  const starts = [...new Set([...open, again])].map(async (one) => {
    problems.push(...(await startPlanned(sfn, one)));
  });
  await Promise.all([...starts, desk.answerOpen(sfn), look(sfn, seen)]);
  await desk.answerOpen(sfn);
}

async function look(sfn: SFNClient, planned: PlannedExecution): Promise<void> {
  if (planned.acknowledged === undefined) return;
  const events = await historyOf(sfn, planned.acknowledged.executionArn).catch(() => undefined);
  if (events !== undefined) planned.seen = events;
}

interface Ending {
  readonly sfn: SFNClient;
  readonly planned: readonly PlannedExecution[];
  readonly desk: TokenDesk;
}

/** Waits until all have ended, answering what they ask; gives those that do not in half a minute, or that are not there. */
async function allEnded({ sfn, planned, desk }: Ending): Promise<PlannedExecution[]> {
  const deadlineMs = Date.now() + PATIENCE_MS;
  let open = [...planned];
  while (open.length > 0 && Date.now() < deadlineMs) {
    await desk.answerOpen(sfn);
    const running = await Promise.all(open.map((one) => isRunning(sfn, one)));
    open = open.filter((_, at) => running[at]);
    await delay(POLL_MS);
  }
  return open;
}

async function isRunning(sfn: SFNClient, { acknowledged }: PlannedExecution): Promise<boolean> {
  const executionArn = acknowledged?.executionArn;
  try {
    const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return status === "RUNNING";
  } catch (error) {
    if (isRefusal(error) && error.name === "ExecutionDoesNotExist") return true;
    throw error;
  }
}

async function verify(
  campaign: Campaign,
  histories: ReadonlyMap<string, readonly HistoryEvent[]>,
): Promise<void> {
  const { dataDir, planned, problems, desk } = campaign;
  const victim = await startUnharmed(dataDir, { onAsked: desk.asked });
  const { sfn } = victim;
  const promised = planned.filter(({ acknowledged }) => acknowledged !== undefined);
  problems.push(...(await checkNames(sfn, { machines: campaign.machines, planned: promised })));
  for (const one of planned) problems.push(...(await startPlanned(sfn, one)));
  const there = planned.filter(({ acknowledged }) => acknowledged !== undefined);
  const stuck = await allEnded({ sfn, planned: there, desk });
  for (const { name } of stuck) problems.push({ kind: "lost", text: `${name} does not end` });
  for (const one of there) {
    if (stuck.includes(one)) continue;
    problems.push(...(await checkPlanned(sfn, one, histories.get(one.kind) ?? [])));
  }
  await victim.kill();
}

/** Every execution that was acknowledged is listed once. */
async function checkNames(
  sfn: SFNClient,
  { machines, planned }: Pick<Campaign, "machines" | "planned">,
): Promise<Problem[]> {
  const listed = new Map<string, number>();
  for (const stateMachineArn of machines.values())
    for await (const { executions = [] } of paginateListExecutions({ client: sfn }, { stateMachineArn }))
      for (const { name = "" } of executions) listed.set(name, (listed.get(name) ?? 0) + 1);
  return planned.flatMap(({ name }): Problem[] => {
    const times = listed.get(name) ?? 0;
    if (times === 1) return [];
    return [{ kind: times === 0 ? "lost" : "doubled", text: `${name} is listed ${times} times` }];
  });
}
