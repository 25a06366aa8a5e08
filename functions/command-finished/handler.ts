import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SSMClient } from "@aws-sdk/client-ssm";
import { createDocumentClient } from "../lambda/document-client.ts";
import { requiredVariable } from "../lambda/environment.ts";
import { lambdaHandler, logger } from "../lambda/lambda-handler.ts";
import { answerForWorker, type CommandStatusEvent } from "./answer-for-worker.ts";

const tools = {
  dynamo: createDocumentClient(),
  s3: new S3Client({}),
  ssm: new SSMClient({}),
  states: new SFNClient({}),
  table: requiredVariable("RUNS_TABLE"),
};

/** `repave-command-finished`: the backstop for a worker that ended without an answer. */
export const handler = lambdaHandler(async (event: CommandStatusEvent) => {
  const outcome = await answerForWorker(tools, event);
  logger.info("command finished", { command: event.detail["command-id"], outcome });
  return { outcome };
});
