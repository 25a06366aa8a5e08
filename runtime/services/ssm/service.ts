import * as sdk from "@aws-sdk/client-ssm";
import type { ServiceFactory } from "../../kernel/service.ts";
import { createCommandOperations } from "./commands/operations.ts";
import { createParameterOperations } from "./parameters/operations.ts";
import { createTagOperations } from "./resource-tags.ts";

/** AWS Systems Manager: Parameter Store, documents and Run Command. */
export const createSsm: ServiceFactory = (runtime) => {
  const parameters = createParameterOperations(runtime);
  const commands = createCommandOperations(runtime);
  return {
    signingName: "ssm",
    protocol: "awsJson1.1",
    sdk,
    operations: { ...parameters.operations, ...commands.operations, ...createTagOperations(runtime) },
    start: () => commands.start(),
  };
};
