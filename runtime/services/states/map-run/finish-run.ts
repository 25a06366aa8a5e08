import { ErrorName, Failure, type Outcome } from "../../../asl/failure.ts";
import type { Json } from "../../../asl/json.ts";
import { childArn, machineArnOf } from "./child-executions.ts";
import type { Inputs } from "./inputs/inputs.ts";
import type { ChildResult } from "./results/child-result.ts";
import { changeRecord, closeRecord, type Run, stopChildren } from "./run.ts";
import { s3Failure } from "./s3-failure.ts";
import { collectResults, isExported } from "./write-results.ts";

/** All child executions have ended, within what is tolerated: the run ends with their results. */
export function finish(run: Run, inputs: Inputs): undefined {
  run.phase = "finishing";
  collect(run, inputs).then(
    (output) => end(run, output),
    (error) => end(run, s3Failure(ErrorName.resultWriterFailed, error)),
  );
}

/** Too much has failed: the others are stopped, what there is until then is exported, and only then the run fails. */
export function exceedTolerance(run: Run, inputs: Inputs): undefined {
  run.phase = "finishing";
  stopChildren(run);
  const cause = "The specified tolerated failure threshold was exceeded";
  const failure = new Failure(ErrorName.exceedToleratedFailureThreshold, cause);
  exportUnfinished(run, inputs).then(() => end(run, failure));
}

/** The run was given up by its execution, which does not want to know any more what becomes of it. */
export function abort(run: Run): void {
  if (run.phase === "over") return;
  run.phase = "over";
  stopChildren(run);
  closeRecord(run, "ABORTED");
  const { inputs } = run;
  if (inputs !== undefined) exportUnfinished(run, inputs).then(() => inputs.close({ forget: false }));
}

/** A defect ends the run, too. */
export function failByDefect(run: Run, error: unknown): void {
  end(run, new Failure(ErrorName.runtime, `The map run failed: ${String(error)}`));
}

/** The record is on disk before the execution hears of the end: once it has, nobody would come back to close the record. */
export function end(run: Run, outcome: Outcome<Json>): void {
  if (run.phase === "over") return;
  run.phase = "over";
  closeRecord(run, outcome instanceof Failure ? "FAILED" : "SUCCEEDED");
  run.runtime.store.committed().then(
    () => report(run, outcome),
    () => {}, // The store has failed: the process is told of it, and the next one takes the run up.
  );
}

function report({ inputs, reports }: Run, outcome: Outcome<Json>): void {
  const failed = outcome instanceof Failure;
  // What failed may be redriven, and needs its inputs then.
  inputs?.close({ forget: !failed });
  if (failed) reports.failed(outcome);
  else reports.succeeded(outcome);
}

/** Exports also what never started. That this fails does not change how the run ended. */
async function exportUnfinished(run: Run, inputs: Inputs): Promise<void> {
  if (!isExported(run.call.effect)) return;
  try {
    await run.children().driver.committed();
    await collect(run, inputs);
  } catch (error) {
    const { mapRunArn } = run.call.effect;
    const message = "The results of a map run that did not succeed could not be exported";
    run.runtime.log.warn(message, { mapRunArn, error });
  }
}

async function collect(run: Run, inputs: Inputs): Promise<Json> {
  const { effect } = run.call;
  const output = await collectResults({ ...run, effect, children: childResults(run, inputs) });
  if (isExported(effect)) changeRecord(run, { resultsWritten: true });
  return output;
}

/** Read from the journal one by one, so that they need not be in memory together. */
function* childResults({ call, children }: Run, inputs: Inputs): Generator<ChildResult> {
  const { journal, redriveStatus } = children();
  const stateMachineArn = machineArnOf(call);
  for (let index = 0; index < inputs.length; index++) {
    const arn = childArn(call, index);
    const row = journal.find(arn);
    if (row !== undefined) yield { kind: "ended", row, redrive: redriveStatus(row) };
    else yield { kind: "pending", arn, stateMachineArn, input: JSON.stringify(inputs.at(index).input) };
  }
}
