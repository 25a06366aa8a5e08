import { setTimeout as delay } from "node:timers/promises";
import { S3Client } from "@aws-sdk/client-s3";
import type { WorkerRequest, WorkerStage } from "../core/worker-request.ts";
import { shareConfig } from "./aws-config.ts";
import { createInstanceClient } from "./instance-credentials.ts";
import type { RequestOf, StageRunner } from "./platform.ts";
import { createRequestReader } from "./request.ts";
import { runStage, type StageOutcome } from "./run-stage.ts";

/**
 * Does one stage's work for the request that REPAVE_REQUEST names, with the instance's own credentials. A program holds the work
 * of its stage alone, since how much there is to load decides how soon it begins. The exit code tells Run Command how it
 * ended: 0 done, 1 failed, 2 misused.
 */
export async function runWorker<Stage extends WorkerStage>(
  stage: Stage,
  work: StageRunner<Stage>,
): Promise<void> {
  const parameterName = process.env.REPAVE_REQUEST;
  if (parameterName === undefined) {
    console.error("expected REPAVE_REQUEST to name the SecureString with the request");
    process.exitCode = 2;
    return;
  }
  try {
    const outcome = await runRequest({ stage, work, parameterName });
    process.exitCode = outcome === "SUCCEEDED" ? 0 : 1;
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
}

interface RequestRun<Stage extends WorkerStage> {
  readonly stage: Stage;
  readonly work: StageRunner<Stage>;
  readonly parameterName: string;
}

async function runRequest<Stage extends WorkerStage>(run: RequestRun<Stage>): Promise<StageOutcome> {
  const { stage, work, parameterName } = run;
  const ssm = createInstanceClient();
  const aws = shareConfig(ssm);
  const readRequest = createRequestReader({ parameterName, ssm, s3: new S3Client(aws) });
  const request = await readRequest();
  if (!isOf(stage, request))
    throw new Error(
      `expected ${parameterName} to hold a request to ${stage}; it holds one to ${request.stage}`,
    );
  return runStage({
    ...{ request, readRequest, aws, work },
    ...{ sleep, now: Date.now, print: console.log, cancelled: cancelledBySignal() },
  });
}

function isOf<Stage extends WorkerStage>(stage: Stage, request: WorkerRequest): request is RequestOf<Stage> {
  return request.stage === stage;
}

/** Run Command cancels by SIGTERM. */
function cancelledBySignal(): AbortSignal {
  const controller = new AbortController();
  process.once("SIGTERM", () => controller.abort());
  process.once("SIGINT", () => controller.abort());
  return controller.signal;
}

/** Waits without keeping the process alive; an abort ends the wait. */
async function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
  await delay(delayMs, undefined, { signal, ref: false }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
