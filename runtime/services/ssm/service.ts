import * as sdk from "@aws-sdk/client-ssm";
import type { Operation, ServiceFactory } from "../../kernel/service.ts";
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

/** The operations on tags serve both kinds of resource. */
function byResourceType(
  parameters: Readonly<Record<string, Operation>>,
  documents: Readonly<Record<string, Operation>>,
): Record<string, Operation> {
  const choose =
    (name: string): Operation =>
    (input: { ResourceType?: string }, context) =>
      (input.ResourceType === "Document" ? documents : parameters)[name]?.(input, context);
  return Object.fromEntries(Object.keys(documents).map((name) => [name, choose(name)]));
}
