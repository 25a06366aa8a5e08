import { InvalidInstanceId, SendCommandCommand } from "@aws-sdk/client-ssm";
import { isTransientError, ToolingUnavailable, WorkerLost } from "../../core/errors.ts";
import { commandComment, resultKey, runId, type WorkerResult } from "../../core/worker-request.ts";
import { settleAll } from "../lambda/settle-all.ts";
import { refuseWhenPutBack } from "../stack/release-fate.ts";
import { answerToken } from "../states/answer-token.ts";
import { findCommand, isUnfinished, readCommandStatus } from "./command-status.ts";
import { findToolingInstance } from "./find-tooling-instance.ts";
import {
  beginNextAttempt,
  beginRun,
  LONGEST_START_MS,
  noteCommand,
  noteNotSent,
  type RunRecord,
} from "./run-record.ts";
import { readWorkerResult } from "./worker-result.ts";
import type { WorkerTools } from "./worker-tools.ts";
import { type StageWork, writeRequest } from "./write-request.ts";

export type StartOutcome = "started" | "attached" | "answered" | "restarted";

/** What a stage wants done; what the worker needs for it is read beside the first calls, since a release waits for all of them. */
export interface StageStart extends Pick<StageWork, "stage" | "release" | "taskToken"> {
  readonly prepare: () => Promise<Pick<StageWork, "place" | "payload">>;
}

/**
 * Has a worker do a stage's work and answer the state's token. There is at most one command at a time for a run: a
 * retried state attaches to the command that still runs, is answered from the result of one that ended with a result,
 * and starts the next attempt only when the last one is dead.
 */
export async function startOrAttach(tools: WorkerTools, start: StageStart): Promise<StartOutcome> {
  const id = runId(start.release.id, start.stage);
  const first = attemptOf(tools, id, 1);
  const [before, instance, work] = await settleAll([
    beginRun(tools, first),
    lookForInstance(tools, id),
    outcomeOf(prepare(start)),
  ]);
  if (before !== undefined) return resume(tools, settledValue(work), before);
  await sendCommand(tools, { run: first, instance, work });
  return "started";
}

async function prepare({ prepare: read, ...start }: StageStart): Promise<StageWork> {
  return { ...start, ...(await read()) };
}

async function resume(tools: WorkerTools, work: StageWork, run: RunRecord): Promise<StartOutcome> {
  const [result, command] = await Promise.all([
    readWorkerResult(tools.s3, run.result),
    findCommand(tools.ssm, run),
  ]);
  if (result !== undefined) return answerOrRestart(tools, work, { run, result });
  if (command === undefined) return restartUnlessStarting(tools, work, run);
  const status = await readCommandStatus(tools.ssm, command);
  if (isUnfinished(status)) return attach(tools, work, run);
  const late = await readWorkerResult(tools.s3, run.result);
  return late === undefined ? restart(tools, work, run) : answerOrRestart(tools, work, { run, result: late });
}

/** The worker finds the new token when its own is refused. If it ended just before, its result is there by now. */
async function attach(tools: WorkerTools, work: StageWork, run: RunRecord): Promise<StartOutcome> {
  await writeRequest(tools, work, run);
  const result = await readWorkerResult(tools.s3, run.result);
  return result === undefined ? "attached" : answerOrRestart(tools, work, { run, result });
}

async function answerOrRestart(
  tools: WorkerTools,
  work: StageWork,
  ended: Readonly<{ run: RunRecord; result: WorkerResult }>,
): Promise<StartOutcome> {
  const { run, result } = ended;
  if (result.status === "FAILED" && isTransientError(result.error)) return restart(tools, work, run);
  await answerToken(tools.states, work.taskToken, result);
  return "answered";
}

/** Another invocation may be about to send the command: only after the longest one could have is it taken for dead. */
async function restartUnlessStarting(
  tools: WorkerTools,
  work: StageWork,
  run: RunRecord,
): Promise<StartOutcome> {
  const ageMs = tools.now() - Date.parse(run.startedAt);
  if (run.status !== "STARTING" || ageMs > LONGEST_START_MS) return restart(tools, work, run);
  throw new WorkerLost(
    `expected a command of ${run.id}; its attempt ${run.attempt} is only being started: trying again`,
  );
}

async function restart(tools: WorkerTools, work: StageWork, dead: RunRecord): Promise<StartOutcome> {
  const instance = await lookForInstance(tools, dead.id);
  const next = attemptOf(tools, dead.id, dead.attempt + 1);
  if (!(await beginNextAttempt(tools, next))) {
    throw new WorkerLost(
      `expected to begin attempt ${next.attempt} of ${next.id}; somebody else did: trying again`,
    );
  }
  await sendCommand(tools, { run: next, instance, work: { status: "fulfilled", value: work } });
  return "restarted";
}

interface CommandParts {
  readonly run: RunRecord;
  readonly instance: PromiseSettledResult<string>;
  readonly work: PromiseSettledResult<StageWork>;
}

async function sendCommand(tools: WorkerTools, { run, instance, work }: CommandParts): Promise<void> {
  try {
    const instanceId = settledValue(instance);
    const commandId = await sendTo(tools, settledValue(work), { run, instanceId });
    await noteCommand(tools, run, { commandId, instanceId, status: "RUNNING" });
  } catch (error) {
    await noteNotSent(tools, run);
    if (!(error instanceof InvalidInstanceId)) throw error;
    throw new ToolingUnavailable(
      "expected a tooling instance that takes commands; its agent has not registered yet",
      {
        cause: error,
      },
    );
  }
}

async function sendTo(
  tools: WorkerTools,
  work: StageWork,
  { run, instanceId }: Readonly<{ run: RunRecord; instanceId: string }>,
): Promise<string> {
  // The run is on record by now, so who puts the release back either sees it or is seen here.
  const [request] = await settleAll([
    writeRequest(tools, work, run),
    refuseWhenPutBack(tools, work.release.id),
  ]);
  const { Command } = await tools.ssm.send(
    new SendCommandCommand({
      DocumentName: `repave-${work.stage}`,
      InstanceIds: [instanceId],
      Parameters: { Request: [request] },
      Comment: commandComment(run.id, run.attempt),
    }),
  );
  if (Command?.CommandId !== undefined) return Command.CommandId;
  throw new WorkerLost(`expected SendCommand to give a command for ${run.id}; it gave none`);
}

function attemptOf(tools: WorkerTools, id: string, attempt: number): RunRecord {
  const result = { bucket: tools.logsBucket, key: resultKey(id, attempt) };
  return { id, attempt, status: "STARTING", startedAt: new Date(tools.now()).toISOString(), result };
}

/** Looks for an instance beside other calls; that there is none matters only when one is needed. */
function lookForInstance(tools: WorkerTools, run: string): Promise<PromiseSettledResult<string>> {
  return outcomeOf(findToolingInstance(tools.ec2, run));
}

async function outcomeOf<Value>(work: Promise<Value>): Promise<PromiseSettledResult<Value>> {
  const [outcome] = await Promise.allSettled([work]);
  return outcome;
}

function settledValue<Value>(outcome: PromiseSettledResult<Value>): Value {
  if (outcome.status === "rejected") throw outcome.reason;
  return outcome.value;
}
