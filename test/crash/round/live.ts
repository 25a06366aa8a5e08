import type { Life, Step } from "../plan/draw-life.ts";
import type { Victim } from "../victim/victim.ts";
import { machineArn, type Workloads } from "../workloads/workload.ts";
import { workOnActivities } from "./activity-worker.ts";
import {
  lookAt,
  type PlannedExecution,
  redrivePlanned,
  startOtherwise,
  startPlanned,
  stopPlanned,
} from "./planned-execution.ts";
import { startForAnswer } from "./sync-execution.ts";
import { advance, giveBirth, type World } from "./world.ts";

/** How far a life came before its kill. */
export type LifeEnd =
  | "while it started"
  | "under its first work"
  | `at step ${number}`
  | "after all its steps";

const LONGEST_WAIT_MS = 6_000;
const RECENT = 8;

/** One life of the service: it is started on its folder, given work, and killed. */
export async function live(world: World, life: Life, workloads: Workloads): Promise<LifeEnd> {
  const { death } = life;
  for (const kind of life.starts) world.planned.push(plan(world, workloads, kind));
  const victim = await giveBirth(world, {
    ...(death.kind === "fault" ? { fault: death.fault } : {}),
    onLoaded(kill) {
      if (death.kind === "moment" && death.since === "loaded") setTimeout(kill, death.afterMs);
    },
  });
  if (victim === undefined) return "while it started";
  if (death.kind === "moment" && death.since === "ready") setTimeout(victim.kill, death.afterMs);
  const worker = workOnActivities(victim, world.problems);
  const end = await work(world, victim, life);
  await victim.kill();
  await worker;
  return end;
}

async function work(world: World, victim: Victim, { steps, death }: Life): Promise<LifeEnd> {
  const open = world.planned.filter(({ acknowledged }) => acknowledged === undefined);
  await Promise.all([
    ...open.map((one) => note(world, startPlanned(victim.sfn, one))),
    world.desk.answerOpen(victim.sfn, world.lives),
  ]);
  if (victim.isGone()) return "under its first work";
  for (const [at, step] of steps.entries()) {
    if (death.kind === "fault" && death.fault.fromStep === at + 1) await victim.arm();
    await take(world, victim, step);
    if (victim.isGone()) return `at step ${at + 1}`;
  }
  return "after all its steps";
}

/** An execution to come: its name is its own in the campaign, its moment to wait for some seconds away. */
export function plan(world: World, workloads: Workloads, kind: string): PlannedExecution {
  const workload = workloads[kind];
  if (workload === undefined) throw new Error(`there is no workload ${kind}`);
  const number = world.planned.length + 1;
  const until = new Date(world.nowMs + ((number * 1_777) % LONGEST_WAIT_MS)).toISOString();
  const targetArn = `${machineArn(kind)}${workload.aliased ? ":live" : ""}`;
  return { kind, workload, name: nameOf(kind, number), until, targetArn };
}

/** Names of one kind are of one length, so that the lengths of what they are in do not differ. */
export function nameOf(kind: string, number: number): string {
  return `${kind}_${String(number).padStart(4, "0")}`;
}

async function note(world: World, problems: Promise<World["problems"]>): Promise<void> {
  world.problems.push(...(await problems));
}

async function take(world: World, victim: Victim, step: Step): Promise<void> {
  const { sfn } = victim;
  if (step.kind === "advance") return advance(world, victim, step.ms);
  if (step.kind === "answer-tokens") return world.desk.answerOpen(sfn, world.lives);
  if (step.kind === "publish-version") return world.versions.publish(sfn);
  if (step.kind === "start-sync") return note(world, startForAnswer(sfn, `sync_${world.lives}`));
  const chosen = choose(world, step);
  if (chosen !== undefined) await note(world, ON_EXECUTION[step.kind](sfn, chosen));
}

const ON_EXECUTION = {
  "start-again": startPlanned,
  "start-otherwise": startOtherwise,
  look: lookAt,
  stop: stopPlanned,
  redrive: redrivePlanned,
};

/** Mostly a recent execution; of those to be stopped or redriven any that there is. */
function choose(
  { planned }: World,
  { kind, choice }: Extract<Step, { choice: number }>,
): PlannedExecution | undefined {
  const fitting = fittingFor(kind, planned) ?? planned.slice(choice % 4 === 0 ? 0 : -RECENT);
  return fitting[(choice >> 2) % Math.max(1, fitting.length)];
}

function fittingFor(
  kind: Step["kind"],
  planned: readonly PlannedExecution[],
): readonly PlannedExecution[] | undefined {
  if (kind === "stop") return planned.filter(({ workload, isStopped }) => workload.stopped && !isStopped);
  return kind === "redrive" ? planned.filter(({ workload }) => workload.redriven) : undefined;
}
