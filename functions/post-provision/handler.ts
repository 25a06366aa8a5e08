import { setTimeout as wait } from "node:timers/promises";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SSMClient } from "@aws-sdk/client-ssm";
import { createDocumentClient } from "../lambda/document-client.ts";
import { requiredVariable } from "../lambda/environment.ts";
import { lambdaHandler, logger } from "../lambda/lambda-handler.ts";
import { requireMembers, type StageEvent } from "../lambda/stage-event.ts";
import { createStackClients } from "../stack/stack-clients.ts";
import { serveRelease } from "./serve-release.ts";

const dynamo = createDocumentClient();
const tools = {
  ...createStackClients(),
  dynamo,
  logs: new CloudWatchLogsClient({}),
  s3: new S3Client({}),
  sns: new SNSClient({}),
  ssm: new SSMClient({}),
  table: requiredVariable("LEDGER_TABLE"),
  runs: { dynamo, table: requiredVariable("RUNS_TABLE") },
  keyId: requiredVariable("KEY_ARN"),
  findingsTopicArn: requiredVariable("FINDINGS_TOPIC_ARN"),
  fetch: globalThis.fetch,
  now: Date.now,
  wait,
};

/** `repave-post-provision`: smoke test, ledger, traffic shift, retirement of the old colour. */
export const handler = lambdaHandler(async (event: StageEvent) => {
  logger.appendKeys({ release: event.release.id });
  return serveRelease(tools, requireMembers(event, "preProvision", "bakery", "provision", "validation"));
});
