import { ErrorName, Failure, type Outcome } from "../../../asl/failure.ts";
import type { Json } from "../../../asl/json.ts";
import type { MapRunCall, MapRunner, MapRunReports } from "../../../driver/task-runner.ts";
import type { Caller } from "../../../kernel/caller.ts";
import { roleCaller } from "../../../kernel/credentials.ts";
import type { Runtime } from "../../../kernel/service.ts";
import type { JournalRow } from "../../../storage/journal-row.ts";
import { type ChildDependencies, childArn, runChild } from "./child-executions.ts";
import { type ChildWork, childWork } from "./child-work.ts";
import type { MapRun, MapRuns } from "./map-run-state.ts";
import { openRecord, recordOf } from "./record.ts";
import { isTolerated } from "./tolerance.ts";
import { collectResults } from "./write-results.ts";

export interface MapRunDependencies {
  readonly runtime: Runtime;
  readonly mapRuns: MapRuns;
  /** Asked for when a run begins, because the driver is made with the runner. */
  readonly children: () => ChildDependencies;
}

/** Performs map runs. */
export interface MapRunEngine {
  readonly run: MapRunner;
  /** The settings of a map run were changed: what follows from that happens now. */
  changed(mapRunArn: string): void;
}

interface Run extends MapRunDependencies {
  readonly call: MapRunCall;
  readonly reports: MapRunReports;
  readonly caller: Caller;
  /** Nothing more is reported. */
  given: boolean;
  /** Unknown until the items have been read. */
  work: readonly ChildWork[] | undefined;
  started: number;
  running: number;
  /** Items in child executions that did not succeed. */
  failedItems: number;
  readonly rows: JournalRow[];
}

const MOST_CHILDREN_AT_ONCE = 1000;

/** Runs map runs: child executions up to the concurrency allowed, until all ended or too many failed. */
export function createMapRunner(dependencies: MapRunDependencies): MapRunEngine {
  const runs = new Map<string, Run>();
  return {
    run(call, reports) {
      const { mapRunArn } = call.effect;
      const run = newRun(dependencies, call, reports);
      runs.set(mapRunArn, run);
      perform(run).catch((error) => fail(run, error));
      return () => {
        if (runs.get(mapRunArn) === run) runs.delete(mapRunArn);
        if (!run.given) abort(run, "ABORTED");
      };
    },
    changed(mapRunArn) {
      const run = runs.get(mapRunArn);
      if (run !== undefined) advance(run);
    },
  };
}

function newRun(dependencies: MapRunDependencies, call: MapRunCall, reports: MapRunReports): Run {
  const { roleArn, name } = call.execution;
  const caller = roleCaller({ roleArn, sessionName: name.slice(0, 64) });
  const fresh = { given: false, work: undefined, started: 0, running: 0, failedItems: 0, rows: [] };
  return { ...dependencies, call, reports, caller, ...fresh };
}

async function perform(run: Run): Promise<void> {
  openRecord(run);
  const work = await childWork(run);
  if (run.given) return;
  if (work instanceof Failure) return end(run, work);
  run.work = work;
  change(run, {
    executions: work.length,
    items: work.reduce((sum, { itemCount }) => sum + itemCount, 0),
  });
  advance(run);
}

/** Starts what may start now, and ends the run when there is nothing left, or too much has failed. */
function advance(run: Run): undefined {
  const { work } = run;
  if (run.given || work === undefined) return;
  const record = recordOf(run);
  if (!isTolerated(record, run.failedItems)) return exceedTolerance(run);
  const limit = record.maxConcurrency > 0 ? record.maxConcurrency : MOST_CHILDREN_AT_ONCE;
  while (run.running < limit && run.started < work.length) startNext(run, work);
  if (run.running === 0 && run.started === work.length)
    finish(run).catch((error) =>
      end(run, new Failure(ErrorName.resultWriterFailed, (error as Error).message)),
    );
}

function startNext(run: Run, work: readonly ChildWork[]): void {
  const index = run.started;
  const child = work[index];
  if (child === undefined) throw new Error(`there is no iteration ${index}`);
  run.started += 1;
  run.running += 1;
  runChild(run.children(), run.call, { index, ...child })
    .then((row) => {
      run.running -= 1;
      run.rows[index] = row;
      if (row.status !== "SUCCEEDED") run.failedItems += child.itemCount;
      advance(run);
    })
    .catch((error) => fail(run, error));
}

function exceedTolerance(run: Run): undefined {
  const cause = "The specified tolerated failure threshold was exceeded";
  abort(run, "FAILED");
  run.reports.failed(new Failure(ErrorName.exceedToleratedFailureThreshold, cause));
}

async function finish(run: Run): Promise<void> {
  const output = await collectResults({ ...run, effect: run.call.effect });
  if (run.given) return;
  change(run, { resultsWritten: run.call.effect.writer?.resource !== undefined });
  end(run, output);
}

function fail(run: Run, error: unknown): void {
  if (!run.given) end(run, new Failure(ErrorName.runtime, `The map run failed: ${String(error)}`));
}

function end(run: Run, outcome: Outcome<Json>): void {
  run.given = true;
  close(run, outcome instanceof Failure ? "FAILED" : "SUCCEEDED");
  if (outcome instanceof Failure) run.reports.failed(outcome);
  else run.reports.succeeded(outcome);
}

/** Stops the child executions that are under way; the run reports nothing more. */
function abort(run: Run, status: MapRun["status"]): void {
  run.given = true;
  const { driver } = run.children();
  for (let index = 0; index < run.started; index++) {
    if (run.rows[index] === undefined)
      driver.stop(childArn(run.call, index), { error: undefined, cause: undefined });
  }
  close(run, status);
}

function close(run: Run, status: MapRun["status"]): void {
  change(run, { status, stoppedMs: run.runtime.clock.now() });
}

function change(run: Run, fields: Partial<MapRun>): void {
  const record = recordOf(run);
  run.mapRuns.put(record.arn, { ...record, ...fields });
}
