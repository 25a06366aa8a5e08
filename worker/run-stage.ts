import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import type { WorkerRequest, WorkerResult, WorkerStage } from "../core/worker-request.ts";
import { type Answer, createAnswer } from "./answer.ts";
import type { AwsConfig } from "./aws-config.ts";
import { failureOf } from "./failure.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { openRunLog, type RunLog } from "./log.ts";
import type { RequestOf, StageRunner } from "./platform.ts";
import type { ReadRequest } from "./request.ts";
import { followToken, type TaskToken } from "./task-token.ts";

export interface StageRun<Stage extends WorkerStage> {
  readonly request: RequestOf<Stage>;
  readonly readRequest: ReadRequest;
  readonly work: StageRunner<Stage>;
  readonly aws: AwsConfig;
  readonly sleep: (delayMs: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => number;
  readonly print: (line: string) => void;
  /** Aborted when the command is cancelled. */
  readonly cancelled: AbortSignal;
}

/** How a run ended: with a result that was answered, or given up because nobody waits for it. */
export type StageOutcome = WorkerResult["status"] | "GIVEN_UP";

/**
 * Does the work of a request and answers the state that waits for it. The result is in S3 before the state is answered,
 * so a command that is run again, or a worker that dies between the two, never does the work twice. When a stage looks for the
 * result of an earlier run is its own choice, before it changes anything: the look takes time from what others wait for.
 */
export async function runStage<Stage extends WorkerStage>(run: StageRun<Stage>): Promise<StageOutcome> {
  const { request, aws } = run;
  const s3 = new S3Client(aws);
  const sfn = new SFNClient(aws);
  const log = openRunLog({ ...run, logGroup: request.logGroup, stream: request.run });
  const token = followToken(request.taskToken, run.readRequest);
  const answer = createAnswer({ s3, sfn, place: request.result, token, say: log.say });
  const findEarlier = onlyOnce(answer.earlier);
  const result = await workWithHeartbeat({ run, sfn, token, log, findEarlier });
  const earlier = await findEarlier();
  if (earlier !== undefined) return answerAgain({ answer, log, result: earlier });
  if (result === undefined) return giveUp(log);
  log.say(`${request.stage} ${result.status}`);
  await Promise.all([answer.write(result), writeFullLog({ s3, request, log })]);
  await Promise.all([answer.send(result), log.close()]);
  await log.close(); // What the answer said.
  return result.status;
}

function onlyOnce<Output>(work: () => Promise<Output>): () => Promise<Output> {
  let output: Promise<Output> | undefined;
  return () => {
    output ??= work();
    return output;
  };
}

interface AnswerAgain {
  readonly answer: Answer;
  readonly log: RunLog;
  readonly result: WorkerResult;
}

async function answerAgain({ answer, log, result }: AnswerAgain): Promise<StageOutcome> {
  log.say("this work was done by an earlier run of the command; its result is answered again");
  await answer.send(result);
  await log.close();
  return result.status;
}

interface WorkWithHeartbeat<Stage extends WorkerStage> {
  readonly run: StageRun<Stage>;
  readonly sfn: SFNClient;
  readonly token: TaskToken;
  readonly log: RunLog;
  readonly findEarlier: Answer["earlier"];
}

/** An earlier run of the command did this work. */
class DoneBefore extends Error {}

/** The result, also that of a failure; undefined when the work was given up or done before. */
async function workWithHeartbeat<Stage extends WorkerStage>(
  options: WorkWithHeartbeat<Stage>,
): Promise<WorkerResult | undefined> {
  const { run, sfn, token, log, findEarlier } = options;
  const lost = new AbortController();
  const signal = AbortSignal.any([lost.signal, run.cancelled]);
  const intervalMs = run.request.heartbeatSeconds * 1000;
  const stop = startHeartbeat({ ...run, sfn, token, intervalMs, say: log.say, onLost: () => lost.abort() });
  try {
    const output = await run.work({
      request: run.request,
      progress: { say: log.say, signal },
      aws: run.aws,
      requireNew: async () => {
        if ((await findEarlier()) !== undefined) throw new DoneBefore();
      },
    });
    return { status: "SUCCEEDED", output };
  } catch (error) {
    if (signal.aborted || error instanceof DoneBefore) return undefined;
    log.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return failureOf(error, run.request.stage);
  } finally {
    stop();
  }
}

async function giveUp(log: RunLog): Promise<StageOutcome> {
  log.say("given up: the command was cancelled or nobody waits for its result");
  await log.close();
  return "GIVEN_UP";
}

interface FullLog {
  readonly s3: S3Client;
  readonly request: WorkerRequest;
  readonly log: RunLog;
}

/** The whole log beside the result. */
async function writeFullLog({ s3, request: { result }, log }: FullLog): Promise<void> {
  const Key = result.key.replace(/[^/]*$/, "worker.log");
  await s3.send(
    new PutObjectCommand({ Bucket: result.bucket, Key, Body: log.text(), ContentType: "text/plain" }),
  );
}
