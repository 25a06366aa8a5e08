import * as sdk from "@aws-sdk/client-ssm";
import type { ServiceFactory } from "../../kernel/service.ts";
import { createParameterOperations } from "./parameters/operations.ts";

/** AWS Systems Manager: Parameter Store. */
export const createSsm: ServiceFactory = (runtime) => {
  const parameters = createParameterOperations(runtime);
  return {
    signingName: "ssm",
    protocol: "awsJson1.1",
    sdk,
    operations: { ...parameters.operations },
  };
};
