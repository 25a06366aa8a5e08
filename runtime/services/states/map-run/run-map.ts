import { Failure } from "../../../asl/failure.ts";
import type { MapRunner } from "../../../driver/task-runner.ts";
import { runChild } from "./child-executions.ts";
import { abort, end, exceedTolerance, failByDefect, finish } from "./finish-run.ts";
import type { Inputs } from "./inputs/inputs.ts";
import { openInputs, removeOldInputs } from "./inputs/open-inputs.ts";
import { openRecord, recordOf } from "./record.ts";
import { changeRecord, type MapRunDependencies, newRun, type Run } from "./run.ts";
import { isTolerated } from "./tolerance.ts";

/** Performs map runs. */
export interface MapRunEngine {
  readonly run: MapRunner;
  /** The settings of a map run were changed: what follows from that happens now. */
  changed(mapRunArn: string): void;
  /** Leaves all runs as they stand, for the next start to take up. */
  close(): void;
}

const MOST_CHILDREN_AT_ONCE = 1000;

/** Runs map runs: child executions up to the concurrency allowed, until all ended or too many failed. */
export function createMapRunner(dependencies: MapRunDependencies): MapRunEngine {
  const runs = new Map<string, Run>();
  removeOldInputs(dependencies.runtime, dependencies.mapRuns);
  return {
    run(call, reports) {
      const { mapRunArn } = call.effect;
      const run = newRun(dependencies, call, reports);
      runs.set(mapRunArn, run);
      perform(run).catch((error) => failByDefect(run, error));
      return () => {
        if (runs.get(mapRunArn) === run) runs.delete(mapRunArn);
        abort(run);
      };
    },
    changed(mapRunArn) {
      const run = runs.get(mapRunArn);
      if (run !== undefined) advance(run);
    },
    close() {
      for (const run of runs.values()) {
        run.phase = "over";
        run.inputs?.close({ forget: false });
      }
    },
  };
}

async function perform(run: Run): Promise<void> {
  openRecord(run);
  const inputs = await openInputs(run);
  if (inputs instanceof Failure) return end(run, inputs);
  if (run.phase === "over") return inputs.close({ forget: false });
  run.inputs = inputs;
  changeRecord(run, { executions: inputs.length, items: inputs.itemCount });
  // A record that is on disk keeps the inputs over a restart, for the child executions that come now.
  await run.runtime.store.committed();
  advance(run);
}

/** Starts what may start now, and ends the run when there is nothing left, or too much has failed. */
function advance(run: Run): undefined {
  const { inputs } = run;
  if (run.phase !== "working" || inputs === undefined) return;
  const record = recordOf(run);
  if (!isTolerated(record, run.failedItems)) return exceedTolerance(run, inputs);
  const limit = record.maxConcurrency > 0 ? record.maxConcurrency : MOST_CHILDREN_AT_ONCE;
  while (run.running.size < limit && run.started < inputs.length) startNext(run, inputs);
  if (run.running.size === 0 && run.started === inputs.length) finish(run, inputs);
}

function startNext(run: Run, inputs: Inputs): void {
  const index = run.started;
  const child = inputs.at(index);
  run.started += 1;
  run.running.add(index);
  runChild(run.children(), run.call, { index, ...child })
    .then((row) => {
      run.running.delete(index);
      if (row.status !== "SUCCEEDED") run.failedItems += child.itemCount;
      advance(run);
    })
    .catch((error) => failByDefect(run, error));
}
