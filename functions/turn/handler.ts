import { LambdaClient } from "@aws-sdk/client-lambda";
import { SFNClient } from "@aws-sdk/client-sfn";
import { createDocumentClient } from "../lambda/document-client.ts";
import { requiredVariable } from "../lambda/environment.ts";
import { lambdaHandler, logger } from "../lambda/lambda-handler.ts";
import { requireMembers, type StageEvent } from "../lambda/stage-event.ts";
import { giveTurnOf } from "./give-turn.ts";
import { takeTurnFor } from "./take-turn.ts";

const tools = {
  dynamo: createDocumentClient(),
  lambda: new LambdaClient({}),
  states: new SFNClient({}),
  table: requiredVariable("RUNS_TABLE"),
  stateMachineArn: requiredVariable("STATE_MACHINE_ARN"),
  recordFailureFunction: requiredVariable("RECORD_FAILURE_FUNCTION"),
  now: Date.now,
};

type TurnEvent = StageEvent & { readonly action: "take" | "give" };

/** `repave-turn`: one release at a time for an application in an environment. */
export const handler = lambdaHandler(async (event: TurnEvent) => {
  const { id, application, environment } = event.release;
  const place = { application, environment };
  logger.appendKeys({ release: id });
  if (event.action === "give") return { holder: (await giveTurnOf(tools, place, id)) ?? null };
  const { taskToken } = requireMembers(event, "taskToken");
  const turn = await takeTurnFor(tools, place, { release: id, token: taskToken });
  logger.info("turn", { turn });
  return { turn };
});
