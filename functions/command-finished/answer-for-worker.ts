import type { S3Client } from "@aws-sdk/client-s3";
import type { SFNClient } from "@aws-sdk/client-sfn";
import { type CommandInvocation, ListCommandInvocationsCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { readCommandComment, requestParameter, type WorkerRequest } from "../../core/worker-request.ts";
import { isUnfinished } from "../command/command-status.ts";
import { noteCommand, type RunRecord, type RunStore, readRun } from "../command/run-record.ts";
import { readWorkerResult } from "../command/worker-result.ts";
import { readSecureValue } from "../parameters/secure-value.ts";
import { answerToken, type TokenAnswer } from "../states/answer-token.ts";

/** The EventBridge event of Run Command; the command's and the invocation's both do. */
export interface CommandStatusEvent {
  readonly detail: { readonly "command-id": string; readonly status: string };
}

export interface CommandFinishedTools extends RunStore {
  readonly s3: S3Client;
  readonly ssm: SSMClient;
  readonly states: SFNClient;
}

export type AnswerOutcome = "answered" | "was-answered" | "not-ours" | "not-ended";

/**
 * Answers for a worker that ended without doing so: with the result it wrote, else with WorkerLost and how its command
 * ended. For a worker that did answer, nothing happens. Events come more than once, late, and out of order: what counts
 * is the command itself, and only while it is the run's current attempt.
 */
export async function answerForWorker(
  tools: CommandFinishedTools,
  event: CommandStatusEvent,
): Promise<AnswerOutcome> {
  const invocation = await readInvocation(tools.ssm, event.detail["command-id"]);
  const named = readCommandComment(invocation?.Comment ?? "");
  if (invocation === undefined || named === undefined) return "not-ours";
  if (isUnfinished(invocation.Status ?? "Pending")) return "not-ended";
  const run = await readRun(tools, named.run);
  if (run === undefined || run.attempt !== named.attempt) return "not-ours";
  const [outcome] = await Promise.all([answer(tools, run, invocation), noteEnd(tools, run, invocation)]);
  return outcome;
}

async function answer(
  tools: CommandFinishedTools,
  run: RunRecord,
  invocation: CommandInvocation,
): Promise<AnswerOutcome> {
  const [result, request] = await Promise.all([
    readWorkerResult(tools.s3, run.result),
    readSecureValue(tools, requestParameter(run.id)),
  ]);
  const { attempt, taskToken } = JSON.parse(request) as WorkerRequest;
  if (attempt !== run.attempt) return "not-ours";
  const answered = await answerToken(tools.states, taskToken, result ?? lost(run, invocation));
  return answered === "answered" ? "answered" : "was-answered";
}

function lost(
  run: RunRecord,
  { CommandId, InstanceId, Status, StatusDetails }: CommandInvocation,
): TokenAnswer {
  const status =
    StatusDetails === undefined || StatusDetails === Status ? Status : `${Status} (${StatusDetails})`;
  const cause = `expected the worker of ${run.id} to answer; its command ${CommandId} on ${InstanceId} ended ${status} without a result`;
  return { status: "FAILED", error: "WorkerLost", cause };
}

async function readInvocation(ssm: SSMClient, commandId: string): Promise<CommandInvocation | undefined> {
  const { CommandInvocations = [] } = await ssm.send(
    new ListCommandInvocationsCommand({ CommandId: commandId }),
  );
  return CommandInvocations[0];
}

async function noteEnd(
  tools: CommandFinishedTools,
  run: RunRecord,
  invocation: CommandInvocation,
): Promise<void> {
  const { CommandId: commandId = "", InstanceId: instanceId = "", Status: status = "" } = invocation;
  await noteCommand(tools, run, { commandId, instanceId, status });
}
