import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { requiredVariable } from "../lambda/environment.ts";
import { lambdaHandler, logger } from "../lambda/lambda-handler.ts";
import { requireMembers, type StageEvent } from "../lambda/stage-event.ts";
import { createPutBackTools } from "../put-back/put-back-tools.ts";
import type { ExecutionStoppedEvent } from "../states/execution-stopped-event.ts";
import { recordFailure } from "./record-failure.ts";
import { recordStop } from "./record-stop.ts";

const putBack = createPutBackTools();
const tools = {
  dynamo: putBack.dynamo,
  s3: putBack.s3,
  ssm: putBack.ssm,
  states: new SFNClient({}),
  sns: new SNSClient({}),
  table: putBack.table,
  putBack,
  runs: putBack,
  ledger: { dynamo: putBack.dynamo, table: requiredVariable("LEDGER_TABLE"), now: Date.now },
  findingsTopicArn: requiredVariable("FINDINGS_TOPIC_ARN"),
  outcomesTopicArn: requiredVariable("OUTCOMES_TOPIC_ARN"),
  stateMachineArn: requiredVariable("STATE_MACHINE_ARN"),
};

/** `repave-record-failure`: the outcome of a failed release; and all of the clearing up for one that was stopped. */
export const handler = lambdaHandler(async (event: StageEvent | ExecutionStoppedEvent, { awsRequestId }) => {
  if ("detail" in event) return recordStop(tools, event, awsRequestId);
  logger.appendKeys({ release: event.release.id });
  return recordFailure(tools, requireMembers(event, "failure"));
});
