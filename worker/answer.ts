import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { SendTaskFailureCommand, SendTaskSuccessCommand, type SFNClient } from "@aws-sdk/client-sfn";
import type { StoredObject } from "../core/stage-results.ts";
import type { WorkerResult } from "../core/worker-request.ts";
import { isTokenRefused, type TaskToken } from "./task-token.ts";

/** Step Functions' limits for a failure. */
const longestError = 256;
const longestCause = 32_768;

export interface AnswerOptions {
  readonly s3: S3Client;
  readonly sfn: SFNClient;
  readonly place: StoredObject;
  readonly token: TaskToken;
  readonly say: (line: string) => void;
}

/** How a worker's result gets to the state that waits for it. */
export interface Answer {
  /** The result that an earlier run of the same command wrote. */
  readonly earlier: () => Promise<WorkerResult | undefined>;
  /** Writes the result where a retry and `command-finished` find it. Comes before `send`. */
  readonly write: (result: WorkerResult) => Promise<void>;
  /** Answers the token; a refused one is looked up again once. With no newer one nobody waits, and that is no error. */
  readonly send: (result: WorkerResult) => Promise<void>;
}

/** Binds the answer to its place in S3 and its token. */
export function createAnswer(options: AnswerOptions): Answer {
  return {
    earlier: () => readResult(options),
    write: (result) => writeResult(options, result),
    send: (result) => sendResult(options, result),
  };
}

async function readResult({ s3, place }: AnswerOptions): Promise<WorkerResult | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: place.bucket, Key: place.key }));
    return JSON.parse((await Body?.transformToString()) ?? "") as WorkerResult;
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

async function writeResult({ s3, place }: AnswerOptions, result: WorkerResult): Promise<void> {
  const Body = JSON.stringify(result);
  await s3.send(
    new PutObjectCommand({ Bucket: place.bucket, Key: place.key, Body, ContentType: "application/json" }),
  );
}

async function sendResult(options: AnswerOptions, result: WorkerResult): Promise<void> {
  if (await trySend(options, result)) return;
  if ((await options.token.renew()) && (await trySend(options, result))) return;
  options.say("nobody waits for this result; a retry finds it in S3");
}

async function trySend(options: AnswerOptions, result: WorkerResult): Promise<boolean> {
  try {
    await sendOnce(options, result);
    return true;
  } catch (error) {
    if (isTokenRefused(error)) return false;
    throw error;
  }
}

async function sendOnce({ sfn, token }: AnswerOptions, result: WorkerResult): Promise<void> {
  const taskToken = token.current();
  if (result.status === "SUCCEEDED") {
    const output = JSON.stringify(result.output);
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output }));
    return;
  }
  const error = result.error.slice(0, longestError);
  const cause = result.cause.slice(0, longestCause);
  await sfn.send(new SendTaskFailureCommand({ taskToken, error, cause }));
}
