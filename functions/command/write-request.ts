import type { ResolvedRelease } from "../../core/config/run-configuration.ts";
import type { Release } from "../../core/release/release.ts";
import {
  requestParameter,
  type WorkerPayloads,
  type WorkerRequest,
  type WorkerStage,
} from "../../core/worker-request.ts";
import { putSecureValue } from "../parameters/secure-value.ts";
import type { RunRecord } from "./run-record.ts";
import type { WorkerTools } from "./worker-tools.ts";

/** What a stage wants a worker to do. */
export interface StageWork<Stage extends WorkerStage = WorkerStage> {
  readonly stage: Stage;
  readonly release: Release;
  readonly taskToken: string;
  readonly place: Pick<ResolvedRelease, "account" | "region">;
  readonly payload: WorkerPayloads[Stage];
}

/** Writes the request of a run's attempt, encrypted. Writing it again hands a newer token to a running worker. */
export async function writeRequest(tools: WorkerTools, work: StageWork, run: RunRecord): Promise<string> {
  const name = requestParameter(run.id);
  const request = {
    ...requestHead(tools, work, run),
    stage: work.stage,
    payload: work.payload,
  } as WorkerRequest;
  await putSecureValue(tools, {
    name,
    value: JSON.stringify(request),
    keyId: tools.keyId,
    bucket: tools.artifactsBucket,
  });
  return name;
}

function requestHead(tools: WorkerTools, { release, taskToken, place }: StageWork, run: RunRecord) {
  return {
    run: run.id,
    attempt: run.attempt,
    taskToken,
    releaseId: release.id,
    application: release.application,
    environment: release.environment,
    region: place.region,
    account: place.account,
    heartbeatSeconds: tools.heartbeatSeconds,
    logGroup: tools.workerLogGroup,
    result: run.result,
    kmsKeyId: tools.keyId,
  };
}
