import { present } from "./changed.ts";
import { removeIfPresent } from "./idempotency.ts";
import type { ResourceContext, ResourceType } from "./resource-type.ts";

interface Properties {
  readonly FunctionName: string;
  readonly Qualifier: string;
  readonly DestinationConfig?: object;
  readonly MaximumEventAgeInSeconds?: number;
  readonly MaximumRetryAttempts?: number;
}

/** `AWS::Lambda::EventInvokeConfig`: retries and destinations of asynchronous invocations. */
export const lambdaEventInvokeConfig: ResourceType<Properties> = {
  properties: {
    FunctionName: true,
    Qualifier: true,
    DestinationConfig: { OnFailure: { Destination: true }, OnSuccess: { Destination: true } },
    MaximumEventAgeInSeconds: true,
    MaximumRetryAttempts: true,
  },
  required: ["FunctionName", "Qualifier"],
  replacement: ["FunctionName", "Qualifier"],
  attributes: [],
  async create(properties, context) {
    await put(properties, context);
    return { physicalId: `${properties.FunctionName}|${properties.Qualifier}`, attributes: {} };
  },
  async update(change, context) {
    await put(change.properties, context);
    return change;
  },
  async remove({ properties: { FunctionName, Qualifier } }, context) {
    await removeIfPresent(["ResourceNotFoundException"], () =>
      context.call("lambda", "DeleteFunctionEventInvokeConfig", { FunctionName, Qualifier }),
    );
  },
};

async function put(properties: Properties, context: ResourceContext): Promise<void> {
  await context.call("lambda", "PutFunctionEventInvokeConfig", present(properties));
}
