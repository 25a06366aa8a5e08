import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { Failure, type Outcome } from "../../../../asl/failure.ts";
import type { Runtime } from "../../../../kernel/service.ts";
import { machineKey } from "../../../../storage/machine-key.ts";
import { REDRIVABLE_MS } from "../../redrive-status.ts";
import { type ChildWork, childWork, type WorkSource } from "../child-work.ts";
import type { MapRun, MapRuns } from "../map-run-state.ts";
import { type Inputs, inputsOf } from "./inputs.ts";
import { openSpool, writeSpool } from "./spool.ts";

const ENDING = ".inputs";

/**
 * The inputs of a map run. Those that are read from elsewhere are read once and kept in a file, encrypted: they are the same
 * after a restart and in a redrive, and need not be in memory.
 */
export async function openInputs(source: WorkSource): Promise<Outcome<Inputs>> {
  const { effect } = source.call;
  if (effect.reader === undefined) return collect(childWork(source));
  const { runtime } = source;
  const file = path.join(folderOf(runtime), `${nameOf(effect.mapRunArn)}${ENDING}`);
  const spool = { file, key: machineKey(runtime.dataDir, "map-runs") };
  if (!existsSync(file)) {
    const failure = await writeSpool(spool, childWork(source));
    if (failure !== undefined) return failure;
  }
  return openSpool(spool);
}

async function collect(work: AsyncIterable<Outcome<ChildWork>>): Promise<Outcome<Inputs>> {
  const all: ChildWork[] = [];
  for await (const child of work) {
    if (child instanceof Failure) return child;
    all.push(child);
  }
  return inputsOf(all);
}

/** Removes the files of map runs that are over and can no longer be redriven, and those that were never finished. */
export function removeOldInputs(runtime: Runtime, mapRuns: MapRuns): void {
  const folder = folderOf(runtime);
  if (!existsSync(folder)) return;
  const kept = new Set<string>();
  for (const run of mapRuns.values())
    if (isNeeded(run, runtime.clock.now())) kept.add(`${nameOf(run.arn)}${ENDING}`);
  for (const name of readdirSync(folder))
    if (!kept.has(name)) rmSync(path.join(folder, name), { force: true });
}

function isNeeded({ status, stoppedMs = 0 }: MapRun, nowMs: number): boolean {
  return status === "RUNNING" || (status !== "SUCCEEDED" && stoppedMs + REDRIVABLE_MS > nowMs);
}

function folderOf({ dataDir }: Runtime): string {
  return path.join(dataDir, "map-runs");
}

/** The uuid at the end of a map run's ARN. */
function nameOf(mapRunArn: string): string {
  return mapRunArn.slice(mapRunArn.lastIndexOf(":") + 1);
}
