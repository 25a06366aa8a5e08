import type { Problem } from "../checks/problem.ts";
import type { Fault } from "../plan/fault.ts";
import { startVictim, type Victim, type VictimOptions } from "../victim/victim.ts";
import type { PlannedExecution } from "./planned-execution.ts";
import { createTokenDesk, type TokenDesk } from "./token-desk.ts";
import { createVersionBook, type VersionBook } from "./version-book.ts";

/** What outlives the service: its folder and its time, what it was asked for, and what it has promised. */
export interface World {
  readonly program: string;
  readonly dataDir: string;
  readonly functionsDir: string;
  /** What the service's clock shows; it stands between its lives. */
  nowMs: number;
  /** How often the service was started. */
  lives: number;
  readonly planned: PlannedExecution[];
  readonly desk: TokenDesk;
  readonly versions: VersionBook;
  /** Calls of functions, by the execution that made them. */
  readonly calls: Map<string, number>;
  readonly problems: Problem[];
}

export type WorldOptions = Pick<World, "program" | "dataDir" | "functionsDir" | "nowMs">;

export function createWorld(options: WorldOptions): World {
  const books = { desk: createTokenDesk(), versions: createVersionBook(), calls: new Map<string, number>() };
  return { ...options, ...books, lives: 0, planned: [], problems: [] };
}

export interface BirthOptions {
  readonly fault?: Fault;
  readonly onLoaded?: VictimOptions["onLoaded"];
}

/** Starts the service in its world. Undefined when it was killed before it was ready. */
export async function giveBirth(
  world: World,
  { fault, onLoaded }: BirthOptions = {},
): Promise<Victim | undefined> {
  const { program, dataDir, functionsDir, nowMs } = world;
  const life = ++world.lives;
  return startVictim({
    program,
    orders: { dataDir, functionsDir, nowMs, ...(fault && { fault }) },
    nowMs: () => world.nowMs,
    onCall(call) {
      world.desk.asked(call, life);
      const id = String(call.payload?.id);
      world.calls.set(id, (world.calls.get(id) ?? 0) + 1);
    },
    ...(onLoaded && { onLoaded }),
    onComplaint: (text) =>
      world.problems.push({ kind: "different", text: `the service in life ${life}: ${text.trim()}` }),
  });
}

/** Starts the service when nothing is to kill it. */
export async function giveBirthUnharmed(world: World): Promise<Victim> {
  const victim = await giveBirth(world);
  if (victim !== undefined) return victim;
  throw new Error(
    `the service ended before it was ready: ${world.problems.map(({ text }) => text).join("; ")}`,
  );
}

/** Lets time go on, with the heartbeats that are due by then. */
export async function advance(world: World, victim: Victim, ms: number): Promise<void> {
  await world.desk.beat(victim.sfn);
  world.nowMs += ms;
  await victim.advance(world.nowMs);
}
