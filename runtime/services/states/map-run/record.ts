import type { MapRunCall } from "../../../driver/task-runner.ts";
import type { Runtime } from "../../../kernel/service.ts";
import type { MapRun, MapRuns } from "./map-run-state.ts";

interface Recorded {
  readonly runtime: Runtime;
  readonly mapRuns: MapRuns;
  readonly call: MapRunCall;
}

/** Writes down that a map run begins or is redriven; one that is taken up after a restart keeps its record. */
export function openRecord({ runtime, mapRuns, call }: Recorded): void {
  const { execution, effect } = call;
  const known = mapRuns.get(effect.mapRunArn);
  const nowMs = runtime.clock.now();
  if (known === undefined) mapRuns.put(effect.mapRunArn, newRecord(call, nowMs));
  else if (known.redriveCount === effect.redriveCount)
    mapRuns.put(known.arn, { ...known, status: "RUNNING" });
  else {
    const { stoppedMs: _ended, ...kept } = known;
    const { redriveCount } = effect;
    mapRuns.put(known.arn, {
      ...kept,
      executionArn: execution.arn,
      status: "RUNNING",
      redriveCount,
      redrivenMs: nowMs,
    });
  }
}

function newRecord({ execution, effect }: MapRunCall, nowMs: number): MapRun {
  const { count, percentage } = effect.tolerated;
  return {
    arn: effect.mapRunArn,
    executionArn: execution.arn,
    stateMachineArn: execution.stateMachineArn,
    status: "RUNNING",
    startedMs: nowMs,
    maxConcurrency: effect.maxConcurrency,
    ...(count === undefined ? {} : { toleratedFailureCount: count }),
    ...(percentage === undefined ? {} : { toleratedFailurePercentage: percentage }),
    redriveCount: effect.redriveCount,
    executions: 0,
    items: 0,
    resultsWritten: false,
  };
}

/** The record of a map run that has begun. */
export function recordOf({ mapRuns, call }: Pick<Recorded, "mapRuns" | "call">): MapRun {
  const record = mapRuns.get(call.effect.mapRunArn);
  if (record === undefined) throw new Error(`there is no record of ${call.effect.mapRunArn}`);
  return record;
}
