import { ErrorName, Failure, type Outcome } from "../../../asl/failure.ts";
import type { Json } from "../../../asl/json.ts";
import type { MapRunCall, MapRunner, MapRunReports } from "../../../driver/task-runner.ts";
import type { Caller } from "../../../kernel/caller.ts";
import { roleCaller } from "../../../kernel/credentials.ts";
import type { Runtime } from "../../../kernel/service.ts";
import type { JournalRow } from "../../../storage/journal-row.ts";
import { batchItems } from "./batch.ts";
import { type ChildDependencies, childArn, runChild } from "./child-executions.ts";
import type { MapRun, MapRuns } from "./map-run-state.ts";
import { readItems } from "./read-items.ts";
import { collectResults } from "./write-results.ts";

export interface MapRunDependencies {
  readonly runtime: Runtime;
  readonly mapRuns: MapRuns;
  /** Asked for when a run begins, because the driver is made with the runner. */
  readonly children: () => ChildDependencies;
}

const MOST_CHILDREN_AT_ONCE = 1000;

/** Performs map runs: child executions up to the concurrency allowed, until all ended or too many failed. */
export function createMapRunner(dependencies: MapRunDependencies): MapRunner {
  return (call, reports) => {
    const run: Run = {
      ...dependencies,
      call,
      reports,
      caller: callerOf(call),
      given: false,
      started: 0,
      rows: [],
    };
    perform(run).catch((error) => {
      if (!run.given) end(run, new Failure(ErrorName.runtime, `The map run failed: ${String(error)}`));
    });
    return () => {
      if (!run.given) abort(run, "ABORTED");
    };
  };
}

interface Run extends MapRunDependencies {
  readonly call: MapRunCall;
  readonly reports: MapRunReports;
  readonly caller: Caller;
  /** Nothing more is reported. */
  given: boolean;
  started: number;
  readonly rows: JournalRow[];
}

function callerOf({ execution }: MapRunCall): Caller {
  return roleCaller({ roleArn: execution.roleArn, sessionName: execution.name.slice(0, 64) });
}

async function perform(run: Run): Promise<void> {
  const inputs = await iterationInputs(run);
  if (run.given) return;
  if (inputs instanceof Failure) return end(run, inputs);
  note(run, { total: inputs.length });
  const { maxConcurrency } = run.call.effect;
  const width = Math.min(inputs.length, maxConcurrency > 0 ? maxConcurrency : MOST_CHILDREN_AT_ONCE);
  await Promise.all(Array.from({ length: width }, () => work(run, inputs)));
  if (run.given) return;
  try {
    end(run, await collectResults({ ...run, effect: run.call.effect }));
  } catch (error) {
    end(run, new Failure(ErrorName.resultWriterFailed, (error as Error).message));
  }
}

async function iterationInputs({ runtime, caller, call }: Run): Promise<Outcome<readonly Json[]>> {
  const { effect } = call;
  const items =
    effect.reader === undefined
      ? (effect.items ?? [])
      : await readItems({ runtime, caller, reader: effect.reader });
  if (items instanceof Failure) return items;
  const inputs: Json[] = [];
  for (const [index, item] of items.entries()) {
    const input = effect.select(item, index);
    if (input instanceof Failure) return input;
    inputs.push(input);
  }
  return effect.batcher === undefined ? inputs : batchItems(inputs, effect.batcher);
}

/** One of the lanes that take iterations until there are none left. */
async function work(run: Run, inputs: readonly Json[]): Promise<void> {
  while (!run.given && run.started < inputs.length) {
    const index = run.started;
    run.started += 1;
    const row = await runChild(run.children(), run.call, { index, input: inputs[index] as Json });
    run.rows[index] = row;
    if (run.given) return;
    note(run, { total: inputs.length });
    if (!isTolerated(run, inputs.length)) {
      const failure = new Failure(
        ErrorName.exceedToleratedFailureThreshold,
        "The specified tolerated failure threshold was exceeded",
      );
      abort(run, "FAILED");
      run.reports.failed(failure);
    }
  }
}

function isTolerated({ call, rows }: Run, total: number): boolean {
  const { count, percentage } = call.effect.tolerated;
  const failed = rows.filter((row) => row !== undefined && row.status !== "SUCCEEDED").length;
  if (count === undefined && percentage === undefined) return failed === 0;
  return failed <= (count ?? Infinity) && (failed * 100) / total <= (percentage ?? 100);
}

function end(run: Run, outcome: Outcome<Json>): void {
  run.given = true;
  note(run, { status: outcome instanceof Failure ? "FAILED" : "SUCCEEDED" });
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
  note(run, { status });
}

/** Writes down how the run stands. */
function note({ runtime, mapRuns, call, rows }: Run, change: Partial<MapRun>): void {
  const { execution, effect } = call;
  const known = mapRuns.get(effect.mapRunArn);
  const ended = change.status === undefined ? {} : { stoppedMs: runtime.clock.now() };
  const done = rows.filter((row) => row !== undefined);
  const succeeded = done.filter(({ status }) => status === "SUCCEEDED").length;
  mapRuns.put(effect.mapRunArn, {
    arn: effect.mapRunArn,
    executionArn: execution.arn,
    stateMachineArn: execution.stateMachineArn,
    status: "RUNNING",
    startedMs: known?.startedMs ?? runtime.clock.now(),
    maxConcurrency: effect.maxConcurrency,
    toleratedFailureCount: effect.tolerated.count ?? 0,
    toleratedFailurePercentage: effect.tolerated.percentage ?? 0,
    total: known?.total ?? 0,
    ...change,
    ...ended,
    succeeded,
    failed: done.length - succeeded,
    aborted: 0,
  });
}
