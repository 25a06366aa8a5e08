import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { requiredVariable } from "../lambda/environment.ts";
import { lambdaHandler, logger } from "../lambda/lambda-handler.ts";
import { handleNotification, type SnsEvent } from "./handle-notification.ts";
import type { StartOutcome } from "./start-release.ts";

const tools = {
  ssm: new SSMClient({}),
  states: new SFNClient({}),
  sqs: new SQSClient({}),
  stateMachineArn: requiredVariable("STATE_MACHINE_ARN"),
  deadLettersUrl: requiredVariable("DEAD_LETTERS_URL"),
};

/** `repave-trigger`: an SNS notification becomes one execution of the state machine. */
export const handler = lambdaHandler((event: SnsEvent) =>
  Promise.all(event.Records.map(({ Sns }) => receive(Sns))),
);

async function receive(sns: SnsEvent["Records"][number]["Sns"]): Promise<StartOutcome["kind"]> {
  const outcome = await handleNotification(tools, sns);
  if (outcome.kind === "refused") {
    const errors = outcome.problems.length;
    logger.warn(`refused message ${sns.MessageId}: it lies in the dead-letter queue`, { errors });
  } else {
    logger.info(`${outcome.kind} ${outcome.release.id}`);
  }
  return outcome.kind;
}
