import type { Network } from "./config/environment-configuration.ts";
import type { ReleaseConfiguration } from "./config/release-configuration.ts";
import type { Recipe } from "./recipe.ts";
import type { BakeryResult, ProvisionResult, StoredObject, ValidationResult } from "./stage-results.ts";

/** The work that a tooling instance does for a release, by the names of its programs. */
export const workerStages = ["bake", "provision", "validate"] as const;

export type WorkerStage = (typeof workerStages)[number];

export interface BakePayload {
  readonly recipe: Recipe;
  readonly recipeDigest: string;
  readonly imageName: string;
  /** The id of the base image. */
  readonly baseImage: string;
  readonly artifact: { readonly bucket: string; readonly key: string; readonly sha256: string };
  readonly files: ReleaseConfiguration["files"];
  readonly run: Pick<ReleaseConfiguration["run"], "command" | "port">;
  readonly images: { readonly bucket: string; readonly prefix: string };
  /** The account that may launch the image besides our own. */
  readonly shareWithAccount: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ProvisionPayload {
  readonly imageId: string;
  readonly recipeDigest: string;
  readonly configParameter: { readonly name: string; readonly version: number };
  readonly network: Network;
  readonly listenerPort: number;
  readonly health: ReleaseConfiguration["health"];
  readonly capacity: ReleaseConfiguration["capacity"];
  readonly permissions: ReleaseConfiguration["permissions"];
  readonly logs: { readonly group: string; readonly retentionDays: number };
  readonly run: { readonly port: number };
  readonly tags: Readonly<Record<string, string>>;
}

export interface ValidatePayload {
  readonly gate: number;
  readonly image: { readonly id: string; readonly digest: string; readonly recipeDigest: string };
  readonly stack: ProvisionResult;
  readonly buckets: readonly string[];
  readonly parameters: readonly string[];
  readonly reports: { readonly bucket: string; readonly prefix: string };
  readonly run: { readonly port: number; readonly user?: string };
}

export interface WorkerPayloads {
  readonly bake: BakePayload;
  readonly provision: ProvisionPayload;
  readonly validate: ValidatePayload;
}

/** What each stage's work gives: the stage's result in the state machine. */
export interface WorkerOutputs {
  readonly bake: BakeryResult;
  readonly provision: ProvisionResult;
  readonly validate: ValidationResult;
}

interface WorkerRequestOf<Stage extends WorkerStage> {
  /** `<release id>/<stage>`. */
  readonly run: string;
  /** 1 for the first command of the run; each new command has its own result file. */
  readonly attempt: number;
  readonly stage: Stage;
  /** Replaced in the parameter when a retried state attaches to the running command. */
  readonly taskToken: string;
  readonly releaseId: string;
  readonly application: string;
  readonly environment: string;
  readonly region: string;
  readonly account: string;
  readonly heartbeatSeconds: number;
  /** Where the worker's log goes; its stream is the run's id. */
  readonly logGroup: string;
  readonly result: StoredObject;
  readonly kmsKeyId: string;
  readonly payload: WorkerPayloads[Stage];
}

/** The content of `/repave/runs/<release id>/<stage>`, a SecureString (or what its pointer leads to). */
export type WorkerRequest = { [Stage in WorkerStage]: WorkerRequestOf<Stage> }[WorkerStage];

/** What the worker writes to `result` before it answers the token. `output` is there on a failure, too, when the work
 * got as far as a result: the findings of a validation that failed its gate. */
export type WorkerResult<Stage extends WorkerStage = WorkerStage> =
  | { readonly status: "SUCCEEDED"; readonly output: WorkerOutputs[Stage] }
  | {
      readonly status: "FAILED";
      readonly error: string;
      readonly cause: string;
      readonly output?: WorkerOutputs[Stage];
    };

/** The id of a stage's run. */
export function runId(releaseId: string, stage: WorkerStage): string {
  return `${releaseId}/${stage}`;
}

/** The parameter that holds a run's request. */
export function requestParameter(run: string): string {
  return `/repave/runs/${run}`;
}

/** The key of a run's result in the logs bucket, one an attempt. */
export function resultKey(run: string, attempt: number): string {
  return `runs/${run}/${attempt}/result.json`;
}

/** The comment on a run's command, by which the command leads back to its run: `<run>#<attempt>`. */
export function commandComment(run: string, attempt: number): string {
  return `${run}#${attempt}`;
}

/** Run and attempt of a command by its comment; undefined for commands that are not ours. */
export function readCommandComment(
  comment: string,
): { readonly run: string; readonly attempt: number } | undefined {
  const match = /^([A-Za-z0-9-]{1,80}\/(?:bake|provision|validate))#([1-9][0-9]*)$/.exec(comment);
  if (match?.[1] === undefined) return undefined;
  return { run: match[1], attempt: Number(match[2]) };
}
