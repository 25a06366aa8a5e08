import { createWorkerTools } from "../command/worker-tools.ts";
import { requiredVariable } from "../lambda/environment.ts";
import { lambdaHandler, logger } from "../lambda/lambda-handler.ts";
import { requireMembers, type StageEvent } from "../lambda/stage-event.ts";
import { findOrBake } from "./find-or-bake.ts";

const tools = {
  ...createWorkerTools(),
  imagesBucket: requiredVariable("IMAGES_BUCKET"),
  stateMachineArn: requiredVariable("STATE_MACHINE_ARN"),
};

/** `repave-bakery`: the recipe's image, reused or baked. The state's token is answered with it. */
export const handler = lambdaHandler(async (event: StageEvent) => {
  logger.appendKeys({ release: event.release.id });
  const bakery = await findOrBake(tools, requireMembers(event, "taskToken", "preProvision"));
  logger.info("image", { bakery });
  return { bakery };
});
