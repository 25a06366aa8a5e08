import { createWorkerTools } from "../command/worker-tools.ts";
import { lambdaHandler, logger } from "../lambda/lambda-handler.ts";
import { requireMembers, type StageEvent } from "../lambda/stage-event.ts";
import { provisionStack } from "./provision-stack.ts";

const tools = createWorkerTools();

/** `repave-provision`: the idle colour with the new image. The worker answers the state's token. */
export const handler = lambdaHandler(async (event: StageEvent) => {
  logger.appendKeys({ release: event.release.id });
  const command = await provisionStack(tools, requireMembers(event, "taskToken", "preProvision", "bakery"));
  logger.info("command", { command });
  return { command };
});
