import { cpSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { makeFolder } from "./folder.ts";
import { drawLife, type Life } from "./plan/draw-life.ts";
import { createSeededRandom } from "./plan/seeded-random.ts";
import { type Preparation, prepare } from "./prepare.ts";
import { type LifeEnd, live } from "./round/live.ts";
import { verify } from "./round/verify.ts";
import { createWorld, type World } from "./round/world.ts";
import { addRound, createTally, type FailedRound, type Tally } from "./tally.ts";
import { bundleVictim } from "./victim/bundle-victim.ts";
import { ownWorkloads } from "./workloads/own-workloads.ts";
import { recordedCases } from "./workloads/recorded-cases.ts";

export interface CampaignOptions {
  readonly kills: number;
  readonly seed: number;
  /** Only this round of the campaign. */
  readonly round?: number;
  /** Rounds that run side by side, each with a service and a folder of its own. */
  readonly lanes: number;
  /** Recorded cases in addition to the workloads of its own: the folder of the suite, and how many. */
  readonly recorded?: { readonly suite: string; readonly most: number };
  /** Where to put the folders of the rounds. */
  readonly folder?: string | undefined;
  /** Stops the campaign; rounds that are not finished do not count. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CampaignProgress) => void;
  /** Told at once, while the other rounds go on. */
  readonly onFailed?: (round: FailedRound) => void;
}

/** How far a campaign is, unfinished rounds included. */
export interface CampaignProgress {
  readonly kills: number;
  readonly executions: number;
  readonly problems: number;
}

export interface CampaignResult extends Readonly<Tally> {
  /** How many kinds of work there were. */
  readonly workloads: number;
}

export const KILLS_OF_ROUND = 25;

/**
 * Rounds of kills, each on a folder of its own: the service is started, given work and killed again and again; then everything
 * is let end and compared with executions that were never disturbed. The same seed draws the same plan.
 */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const folder = makeFolder(options.folder);
  const program = await bundleVictim();
  try {
    const common = {
      folder,
      functionsDir: path.join(folder, "functions"),
      program: program.file,
      nowMs: Date.now(),
    };
    mkdirSync(common.functionsDir);
    const prepared = await prepare({ ...common, workloads: await allWorkloads(options, common) });
    const tally = createTally();
    const progress = { kills: 0, executions: 0, problems: 0 };
    await runRounds({ options, ...common, prepared, tally, progress });
    if (tally.failed.length === 0) rmSync(folder, { recursive: true, force: true });
    return { ...tally, workloads: Object.keys(prepared.workloads).length };
  } finally {
    program.remove();
  }
}

async function allWorkloads(
  { recorded, seed }: CampaignOptions,
  { functionsDir }: { readonly functionsDir: string },
) {
  if (recorded === undefined) return ownWorkloads;
  const random = createSeededRandom(seed);
  return { ...ownWorkloads, ...(await recordedCases({ ...recorded, functionsDir, random })) };
}

interface Campaign {
  readonly options: CampaignOptions;
  readonly folder: string;
  readonly functionsDir: string;
  readonly program: string;
  readonly nowMs: number;
  readonly prepared: Preparation;
  readonly tally: Tally;
  readonly progress: { kills: number; executions: number; problems: number };
}

async function runRounds(campaign: Campaign): Promise<void> {
  const { kills, lanes, round, signal } = campaign.options;
  const count = Math.ceil(kills / KILLS_OF_ROUND);
  const rounds = round === undefined ? Array.from({ length: count }, (_, at) => at + 1) : [round];
  const lane = async () => {
    for (let next = rounds.shift(); next !== undefined && !signal?.aborted; next = rounds.shift())
      await runRound(campaign, next);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** One round. What it throws is the round's failure, too: a service, say, that cannot start on what was left to it. */
async function runRound(campaign: Campaign, round: number): Promise<void> {
  const { options, prepared, tally, progress } = campaign;
  const dataDir = path.join(campaign.folder, `round-${round}`);
  cpSync(prepared.template, dataDir, { recursive: true });
  const world = createWorld({ ...campaign, dataDir });
  const lives = drawRound(campaign, round);
  const ends: LifeEnd[] = [];
  try {
    for (const life of lives) {
      if (options.signal?.aborted) return;
      ends.push(await live(world, life, prepared.workloads));
      note(campaign, world, life);
    }
    await verify(world, prepared.references);
  } catch (error) {
    world.problems.push({ kind: "different", text: (error as Error).stack ?? String(error) });
  }
  progress.problems += world.problems.length;
  const failed = addRound(tally, { round, lives, ends, world });
  if (failed !== undefined) options.onFailed?.(failed);
}

/** The lives of a round: the seed and the round's number say all of them. */
function drawRound({ options, prepared }: Campaign, round: number): Life[] {
  const { seed, kills } = options;
  const random = createSeededRandom(seed * 1_000_003 + round);
  const names = Object.groupBy(Object.keys(prepared.workloads), (name) =>
    prepared.workloads[name]?.isRecorded ? "recorded" : "own",
  );
  const left = options.round === undefined ? kills - (round - 1) * KILLS_OF_ROUND : KILLS_OF_ROUND;
  return Array.from({ length: Math.min(KILLS_OF_ROUND, left) }, () =>
    drawLife(random, { own: [], recorded: [], ...names }),
  );
}

function note({ progress, options }: Campaign, world: World, life: Life): void {
  progress.kills += 1;
  progress.executions += life.starts.length;
  options.onProgress?.({ ...progress, problems: progress.problems + world.problems.length });
}
