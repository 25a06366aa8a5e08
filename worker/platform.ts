import type { WorkerOutputs, WorkerRequest, WorkerStage } from "../core/worker-request.ts";
import type { AwsConfig } from "./aws-config.ts";

/** The request of one stage. */
export type RequestOf<Stage extends WorkerStage> = Extract<WorkerRequest, { stage: Stage }>;

/** How a stage tells what it does, and learns that nobody waits for it any more. */
export interface Progress {
  /** One line of the run's log. Goes to CloudWatch Logs: never with a secret in it. */
  readonly say: (line: string) => void;
  /** Aborted when the work is to be given up: the command was cancelled, or the release does not wait for it. */
  readonly signal: AbortSignal;
}

/** What a stage's work is given. */
export interface StageWork<Stage extends WorkerStage> {
  readonly request: RequestOf<Stage>;
  readonly progress: Progress;
  readonly aws: AwsConfig;
  /**
   * Resolves when no earlier run of the command has done this work; rejects when one has, and its result is answered again. Until
   * then a stage only looks at things, or makes what is there for all releases.
   */
  readonly requireNew: () => Promise<void>;
}

/** The work of one stage: gives the stage's result, or throws one of core's error classes. */
export type StageRunner<Stage extends WorkerStage> = (
  work: StageWork<Stage>,
) => Promise<WorkerOutputs[Stage]>;
