import type { Driver } from "../../driver/driver.ts";
import type { CallingTask } from "../../kernel/caller.ts";
import type { JournalRow } from "../../storage/journal-row.ts";
import { infoOf } from "./execution-info.ts";
import type { MapRun } from "./map-run/map-run-state.ts";
import type { States } from "./states.ts";

type Orphanage = Pick<States, "driver" | "state" | "runtime">;

/**
 * Stops what nobody waits for any more. A task that is given up stops the child that it had started, and a map run its own; the
 * process may have died between the commit that gave the task up and that. So it is made up for after every start.
 */
export function stopOrphans(states: Orphanage): void {
  const { driver, state, runtime } = states;
  const runs = [...state.mapRuns.values()];
  const awaited = new Set(runs.filter((run) => isMapRunAwaited(driver, run)).map(({ arn }) => arn));
  for (const run of runs)
    if (run.status === "RUNNING" && !awaited.has(run.arn))
      state.mapRuns.put(run.arn, { ...run, status: "ABORTED", stoppedMs: runtime.clock.now() });
  for (const row of driver.runningRows())
    if (isOrphan(states, row, awaited)) driver.stop(row.arn, { error: undefined, cause: undefined });
}

/** Whatever the record of its map run says: that is in another database than the child, and may have been written alone. */
function isOrphan({ driver, state }: Orphanage, row: JournalRow, awaited: ReadonlySet<string>): boolean {
  // Most have no parent: their information need not be read.
  if (!/"(startedBy|mapRunArn)"/.test(row.info)) return false;
  const { startedBy, mapRunArn = "" } = infoOf(row);
  if (state.mapRuns.get(mapRunArn) !== undefined) return !awaited.has(mapRunArn);
  return startedBy?.waits === true && !isTaskWaiting(driver, startedBy);
}

function isTaskWaiting(driver: Driver, { executionArn, frame, eventId }: CallingTask): boolean {
  return driver.running(executionArn)?.state.frames.get(frame)?.pending?.eventId === eventId;
}

function isMapRunAwaited(driver: Driver, { arn, executionArn }: MapRun): boolean {
  const frames = driver.running(executionArn)?.state.frames.values() ?? [];
  return [...frames].some(({ pending }) => pending?.kind === "mapRun" && pending.mapRunArn === arn);
}
