import { SendCommandCommand } from "@aws-sdk/client-ssm";
import { isTransientError, WorkerLost } from "../../core/errors.ts";
import { commandComment, resultKey, runId, type WorkerResult } from "../../core/worker-request.ts";
import { answerToken } from "../states/answer-token.ts";
import { findCommand, isUnfinished, readCommandStatus } from "./command-status.ts";
import { findToolingInstance } from "./find-tooling-instance.ts";
import { beginNextAttempt, beginRun, noteCommand, type RunRecord } from "./run-record.ts";
import { readWorkerResult } from "./worker-result.ts";
import type { WorkerTools } from "./worker-tools.ts";
import { type StageWork, writeRequest } from "./write-request.ts";

export type StartOutcome = "started" | "attached" | "answered" | "restarted";

/**
 * Has a worker do a stage's work and answer the state's token. There is at most one command at a time for a run: a
 * retried state attaches to the command that still runs, is answered from the result of one that ended with a result,
 * and starts the next attempt only when the last one is dead.
 */
export async function startOrAttach(tools: WorkerTools, work: StageWork): Promise<StartOutcome> {
  const id = runId(work.release.id, work.stage);
  const first = attemptOf(tools, id, 1);
  const [before, instanceId] = await Promise.all([beginRun(tools, first), findInstanceLater(tools, id)]);
  if (before !== undefined) return resume(tools, work, before);
  await sendCommand(tools, work, { run: first, instanceId: await instanceId() });
  return "started";
}

async function resume(tools: WorkerTools, work: StageWork, run: RunRecord): Promise<StartOutcome> {
  const [result, command] = await Promise.all([
    readWorkerResult(tools.s3, run.result),
    findCommand(tools.ssm, run),
  ]);
  if (result !== undefined) return answerOrRestart(tools, work, { run, result });
  if (command === undefined) return restart(tools, work, run);
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

async function restart(tools: WorkerTools, work: StageWork, dead: RunRecord): Promise<StartOutcome> {
  const instanceId = await findToolingInstance(tools.ec2, dead.id);
  const next = attemptOf(tools, dead.id, dead.attempt + 1);
  if (!(await beginNextAttempt(tools, next))) {
    throw new WorkerLost(
      `expected to begin attempt ${next.attempt} of ${next.id}; somebody else did: trying again`,
    );
  }
  await sendCommand(tools, work, { run: next, instanceId });
  return "restarted";
}

async function sendCommand(
  tools: WorkerTools,
  work: StageWork,
  placed: Readonly<{ run: RunRecord; instanceId: string }>,
): Promise<void> {
  const { run, instanceId } = placed;
  const request = await writeRequest(tools, work, run);
  const { Command } = await tools.ssm.send(
    new SendCommandCommand({
      DocumentName: `repave-${work.stage}`,
      InstanceIds: [instanceId],
      Parameters: { Request: [request] },
      Comment: commandComment(run.id, run.attempt),
    }),
  );
  if (Command?.CommandId === undefined)
    throw new WorkerLost(`expected SendCommand to give a command for ${run.id}; it gave none`);
  await noteCommand(tools, run, { commandId: Command.CommandId, instanceId, status: "RUNNING" });
}

function attemptOf(tools: WorkerTools, id: string, attempt: number): RunRecord {
  const result = { bucket: tools.logsBucket, key: resultKey(id, attempt) };
  return { id, attempt, status: "STARTING", startedAt: new Date(tools.now()).toISOString(), result };
}

/** Looks for an instance beside other calls; that there is none matters only when one is needed. */
async function findInstanceLater(tools: WorkerTools, run: string): Promise<() => Promise<string>> {
  const [found] = await Promise.allSettled([findToolingInstance(tools.ec2, run)]);
  return async () => {
    if (found.status === "rejected") throw found.reason;
    return found.value;
  };
}
