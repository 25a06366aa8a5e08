import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { requiredVariable } from "../lambda/environment.ts";
import { lambdaHandler, logger } from "../lambda/lambda-handler.ts";
import { handleNotification, type SnsEvent } from "./handle-notification.ts";

const tools = {
  ssm: new SSMClient({}),
  states: new SFNClient({}),
  sqs: new SQSClient({}),
  stateMachineArn: requiredVariable("STATE_MACHINE_ARN"),
  deadLettersUrl: requiredVariable("DEAD_LETTERS_URL"),
};

/** `repave-trigger`: an SNS notification becomes one execution of the state machine. */
export const handler = lambdaHandler(async (event: SnsEvent) => {
  const outcomes = await Promise.all(event.Records.map(({ Sns }) => handleNotification(tools, Sns)));
  for (const outcome of outcomes) {
    if (outcome.kind === "refused") logger.warn("message refused", { errors: outcome.problems.length });
    else logger.info(outcome.kind, { release: outcome.release.id });
  }
  return outcomes.map(({ kind }) => kind);
});
