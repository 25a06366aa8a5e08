import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { requiredVariable } from "../lambda/environment.ts";
import { lambdaHandler, logger } from "../lambda/lambda-handler.ts";
import type { StageEvent } from "../lambda/stage-event.ts";
import { prepareRelease } from "./prepare-release.ts";

const tools = {
  ssm: new SSMClient({}),
  s3: new S3Client({}),
  keyId: requiredVariable("KEY_ARN"),
  artifactsBucket: requiredVariable("ARTIFACTS_BUCKET"),
};

/** `repave-pre-provision`: configuration merged, checked and stored; the recipe's digest. */
export const handler = lambdaHandler(async ({ release }: StageEvent) => {
  logger.appendKeys({ release: release.id });
  return prepareRelease(tools, release);
});
