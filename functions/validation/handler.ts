import { createWorkerTools } from "../command/worker-tools.ts";
import { requiredVariable } from "../lambda/environment.ts";
import { lambdaHandler, logger } from "../lambda/lambda-handler.ts";
import { requireMembers, type StageEvent } from "../lambda/stage-event.ts";
import { validateStack } from "./validate-stack.ts";

const tools = {
  ...createWorkerTools(),
  imagesBucket: requiredVariable("IMAGES_BUCKET"),
  reportsBucket: requiredVariable("REPORTS_BUCKET"),
};

/** `repave-validation`: the audit of the new colour. The worker answers the state's token. */
export const handler = lambdaHandler(async (event: StageEvent) => {
  logger.appendKeys({ release: event.release.id });
  const checked = requireMembers(event, "taskToken", "preProvision", "bakery", "provision");
  const command = await validateStack(tools, checked);
  logger.info("command", { command });
  return { command };
});
