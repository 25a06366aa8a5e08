import { lambdaHandler, logger } from "../lambda/lambda-handler.ts";
import type { StageEvent } from "../lambda/stage-event.ts";
import { putBack } from "./put-back.ts";
import { createPutBackTools } from "./put-back-tools.ts";

const tools = createPutBackTools();

/** `repave-put-back`: weights back to the live colour, the new colour removed, commands ended. */
export const handler = lambdaHandler(async (event: StageEvent) => {
  logger.appendKeys({ release: event.release.id });
  const result = await putBack(tools, event);
  logger.info("put back", { ...result });
  return result;
});
