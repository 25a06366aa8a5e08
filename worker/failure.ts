import { BakeFailed, ProvisionFailed, releaseErrors, ValidationFailed } from "../core/errors.ts";
import type { WorkerOutputs, WorkerResult, WorkerStage } from "../core/worker-request.ts";

/** What a stage fails with when it ends by an error that has no name of its own. */
const errorOfStage = {
  bake: BakeFailed.name,
  provision: ProvisionFailed.name,
  validate: ValidationFailed.name,
} satisfies Record<WorkerStage, string>;

/** A failure of the release that still has the stage's result: the findings behind a `ControlsFailed`. */
export class FailedWithOutput extends Error {
  readonly failure: Error;
  readonly output: WorkerOutputs[WorkerStage];

  constructor(failure: Error, output: WorkerOutputs[WorkerStage]) {
    super(failure.message, { cause: failure });
    this.failure = failure;
    this.output = output;
  }
}

/** The result of work that threw: a release error keeps its name, every other one gets the stage's. */
export function failureOf(error: unknown, stage: WorkerStage): WorkerResult {
  if (error instanceof FailedWithOutput)
    return { status: "FAILED", error: error.failure.name, cause: error.message, output: error.output };
  if (error instanceof Error && error.name in releaseErrors)
    return { status: "FAILED", error: error.name, cause: error.message };
  return { status: "FAILED", error: errorOfStage[stage], cause: describe(error) };
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
