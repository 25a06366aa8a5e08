import { rmSync } from "node:fs";
import type { Problem } from "./checks/problem.ts";
import { describeLife, type Life } from "./plan/draw-life.ts";
import type { LifeEnd } from "./round/live.ts";
import type { World } from "./round/world.ts";

/** A round in which something went wrong: all that is needed to look at it and to have it again. */
export interface FailedRound {
  readonly round: number;
  readonly folder: string;
  readonly plan: readonly string[];
  readonly problems: readonly Problem[];
}

/** What the finished rounds of a campaign add up to. */
export interface Tally {
  kills: number;
  executions: number;
  /** Calls of functions, and how many of them were made again after a kill. */
  readonly calls: { made: number; repeated: number };
  /** How many lives ended in which way: where they were to die, and how far they came. */
  readonly deaths: Map<string, number>;
  readonly failed: FailedRound[];
}

export function createTally(): Tally {
  return { kills: 0, executions: 0, calls: { made: 0, repeated: 0 }, deaths: new Map(), failed: [] };
}

/** A round whose executions have been compared. */
export interface FinishedRound {
  readonly round: number;
  readonly lives: readonly Life[];
  /** How each life ended. */
  readonly ends: readonly LifeEnd[];
  readonly world: World;
}

/** Adds a round; gives it when something went wrong in it, and only then keeps its folder. */
export function addRound(
  tally: Tally,
  { round, lives, ends, world }: FinishedRound,
): FailedRound | undefined {
  const { dataDir, problems } = world;
  tally.kills += lives.length;
  tally.executions += world.planned.length;
  addCalls(tally, world);
  for (const [at, { death }] of lives.entries()) {
    const way = death.kind === "moment" ? "any moment" : death.fault.point;
    const key = `${way}, ${ends[at]?.replace(/at step \d+/, "under later work")}`;
    tally.deaths.set(key, (tally.deaths.get(key) ?? 0) + 1);
  }
  if (problems.length === 0) {
    rmSync(dataDir, { recursive: true, force: true });
    return undefined;
  }
  const plan = lives.map((life, at) => `${describeLife(life)}; died ${ends[at]}`);
  const failed = { round, folder: dataDir, plan, problems };
  tally.failed.push(failed);
  return failed;
}

function addCalls({ calls }: Tally, world: World): void {
  for (const { name, workload } of world.planned) {
    const made = world.calls.get(name) ?? 0;
    calls.made += made;
    if (workload.calls !== undefined) calls.repeated += Math.max(0, made - workload.calls);
  }
}
