import type { S3Client } from "@aws-sdk/client-s3";
import { CancelCommandCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { WorkerLost } from "../../core/errors.ts";
import { runId, workerStages } from "../../core/worker-request.ts";
import {
  findCommand,
  isUnfinished,
  type PlacedCommand,
  readCommandStatus,
} from "../command/command-status.ts";
import { LONGEST_START_MS, type RunRecord, type RunStore, readRun } from "../command/run-record.ts";
import { readWorkerResult } from "../command/worker-result.ts";

export interface CancelTools extends RunStore {
  readonly s3: S3Client;
  readonly ssm: SSMClient;
  readonly wait: (delayMs: number) => Promise<unknown>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const POLL_DELAY_MS = 250;
const POLLS = 240;

/**
 * Ends what a release's workers still do, and waits until they have ended, so that nothing is built any more while the
 * stack is put back. A worker that has written its result has done its work and is left to end by itself.
 */
export async function cancelCommands(tools: CancelTools, releaseId: string): Promise<readonly string[]> {
  const runs = await Promise.all(workerStages.map((stage) => readRun(tools, runId(releaseId, stage))));
  const cancelled = await Promise.all(
    runs.map((run) => (run === undefined ? undefined : cancelRun(tools, run))),
  );
  return cancelled.filter((run) => run !== undefined);
}

async function cancelRun(tools: CancelTools, begun: RunRecord): Promise<string | undefined> {
  const run = await waitForCommand(tools, begun);
  const [command, result] = await Promise.all([
    findCommand(tools.ssm, run),
    readWorkerResult(tools.s3, run.result),
  ]);
  if (command === undefined || result !== undefined) return undefined;
  if (!isUnfinished(await readCommandStatus(tools.ssm, command))) return undefined;
  await tools.ssm.send(
    new CancelCommandCommand({ CommandId: command.commandId, InstanceIds: [command.instanceId] }),
  );
  await waitForEnd(tools, run, command);
  return run.id;
}

/** A function that is about to send a command does so even when its execution was stopped: a second or two later. */
async function waitForCommand(tools: CancelTools, begun: RunRecord): Promise<RunRecord> {
  let run = begun;
  while (run.status === "STARTING" && tools.now() - Date.parse(run.startedAt) < LONGEST_START_MS) {
    await tools.wait(POLL_DELAY_MS);
    run = (await readRun(tools, run.id)) ?? run;
  }
  return run;
}

async function waitForEnd(tools: CancelTools, run: RunRecord, command: PlacedCommand): Promise<void> {
  for (let poll = 0; poll < POLLS; poll += 1) {
    if (!isUnfinished(await readCommandStatus(tools.ssm, command))) return;
    await tools.wait(POLL_DELAY_MS);
  }
  throw new WorkerLost(
    `expected command ${command.commandId} of ${run.id} to end after it was cancelled; it still runs`,
  );
}
