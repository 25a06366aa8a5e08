import type { MapRunCall, MapRunReports } from "../../../driver/task-runner.ts";
import type { Caller } from "../../../kernel/caller.ts";
import { roleCaller } from "../../../kernel/credentials.ts";
import type { Runtime } from "../../../kernel/service.ts";
import { type ChildDependencies, childArn } from "./child-executions.ts";
import type { Inputs } from "./inputs/inputs.ts";
import type { MapRun, MapRuns } from "./map-run-state.ts";
import { recordOf } from "./record.ts";

export interface MapRunDependencies {
  readonly runtime: Runtime;
  readonly mapRuns: MapRuns;
  /** Asked for when a run begins, because the driver is made with the runner. */
  readonly children: () => ChildDependencies;
}

/** A map run in this process; what has to outlive it is in its record and in the journal. */
export interface Run extends MapRunDependencies {
  readonly call: MapRunCall;
  readonly reports: MapRunReports;
  readonly caller: Caller;
  /** Child executions are started while it works; when it is over, nothing is reported any more. */
  phase: "working" | "finishing" | "over";
  /** Unknown until the items have been read. */
  inputs: Inputs | undefined;
  started: number;
  /** The child executions that are under way, by the indexes of their inputs. */
  readonly running: Set<number>;
  /** Items in child executions that did not succeed. */
  failedItems: number;
}

export function newRun(dependencies: MapRunDependencies, call: MapRunCall, reports: MapRunReports): Run {
  const { roleArn, name } = call.execution;
  const caller = roleCaller({ roleArn, sessionName: name.slice(0, 64) });
  return {
    ...dependencies,
    call,
    reports,
    caller,
    phase: "working",
    inputs: undefined,
    started: 0,
    running: new Set(),
    failedItems: 0,
  };
}

/** Stops the child executions that are under way. */
export function stopChildren(run: Run): void {
  const { driver } = run.children();
  for (const index of run.running)
    driver.stop(childArn(run.call, index), { error: undefined, cause: undefined });
}

/** Writes down how the run ended. */
export function closeRecord(run: Run, status: MapRun["status"]): void {
  changeRecord(run, { status, stoppedMs: run.runtime.clock.now() });
}

export function changeRecord(run: Run, fields: Partial<MapRun>): void {
  const record = recordOf(run);
  run.mapRuns.put(record.arn, { ...record, ...fields });
}
