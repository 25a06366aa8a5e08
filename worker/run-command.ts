import { setTimeout as delay } from "node:timers/promises";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { WorkerStage } from "../core/worker-request.ts";
import { shareConfig } from "./aws-config.ts";
import { embeddedPlatform } from "./platform/embedded.ts";
import { createRequestReader } from "./request.ts";
import { runStage } from "./run-stage.ts";

/** Runs the stage that a Run Command asks for, with the instance's own credentials. Gives the exit code. */
export async function runCommand(stage: WorkerStage, parameterName: string): Promise<number> {
  const ssm = new SSMClient({});
  const aws = shareConfig(ssm);
  const readRequest = createRequestReader({ parameterName, ssm, s3: new S3Client(aws) });
  const request = await readRequest();
  if (request.stage !== stage)
    throw new Error(
      `expected ${parameterName} to hold a request to ${stage}; it holds one to ${request.stage}`,
    );
  const outcome = await runStage({
    ...{ request, readRequest, aws, platform: embeddedPlatform },
    ...{ sleep, now: Date.now, print: console.log, cancelled: cancelledBySignal() },
  });
  return outcome === "SUCCEEDED" ? 0 : 1;
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
