import { substitute } from "../template/references.ts";
import { validationError } from "../template/validation-error.ts";
import { createOnce, removeIfPresent } from "./idempotency.ts";
import type { PropertyShape, ResourceContext, ResourceType } from "./resource-type.ts";
import { type Tag, updateTags } from "./tags.ts";

interface Properties {
  readonly StateMachineName?: string;
  readonly StateMachineType?: string;
  readonly RoleArn: string;
  readonly Definition?: object;
  readonly DefinitionString?: string;
  readonly DefinitionSubstitutions?: Readonly<Record<string, unknown>>;
  readonly EncryptionConfiguration?: object;
  readonly LoggingConfiguration?: object;
  readonly TracingConfiguration?: object;
  readonly Tags?: readonly Tag[];
}

const PROPERTIES: PropertyShape = {
  StateMachineName: true,
  StateMachineType: true,
  RoleArn: true,
  Definition: true,
  DefinitionString: true,
  DefinitionSubstitutions: true,
  EncryptionConfiguration: { Type: true, KmsKeyId: true, KmsDataKeyReusePeriodSeconds: true },
  LoggingConfiguration: {
    Level: true,
    IncludeExecutionData: true,
    Destinations: { CloudWatchLogsLogGroup: { LogGroupArn: true } },
  },
  TracingConfiguration: { Enabled: true },
  Tags: true,
};

/** `AWS::StepFunctions::StateMachine`. CreateStateMachine with the same content answers the one that exists. */
export const stepFunctionsStateMachine: ResourceType<Properties> = {
  properties: PROPERTIES,
  required: ["RoleArn"],
  replacement: ["StateMachineName", "StateMachineType"],
  attributes: ["Arn", "Name"],
  tags: "list",
  async create(properties, context) {
    const name = properties.StateMachineName ?? context.generatedName(80);
    const { StateMachineType: type = "STANDARD", Tags = [] } = properties;
    const tags = Tags.map(({ Key, Value }) => ({ key: Key, value: Value }));
    await createOnce(context, ["StateMachineAlreadyExists"], () =>
      context.call("states", "CreateStateMachine", { name, type, tags, ...settings(properties) }),
    );
    const arn = `arn:aws:states:${context.region}:${context.accountId}:stateMachine:${name}`;
    if (context.resumed) await update(arn, properties, context);
    return { physicalId: arn, attributes: { Arn: arn, Name: name } };
  },
  async update(change, context) {
    await update(change.physicalId, change.properties, context);
    const resourceArn = change.physicalId;
    await updateTags(change, {
      tag: (tags) =>
        context.call("states", "TagResource", {
          resourceArn,
          tags: tags.map(({ Key, Value }) => ({ key: Key, value: Value })),
        }),
      untag: (tagKeys) => context.call("states", "UntagResource", { resourceArn, tagKeys }),
    });
    return change;
  },
  async remove({ physicalId: stateMachineArn }, context) {
    await removeIfPresent(["StateMachineDoesNotExist"], () =>
      context.call("states", "DeleteStateMachine", { stateMachineArn }),
    );
  },
};

async function update(
  stateMachineArn: string,
  properties: Properties,
  context: ResourceContext,
): Promise<void> {
  await context.call("states", "UpdateStateMachine", { stateMachineArn, ...settings(properties) });
}

/** What creation and update have in common; what is left out of a template goes back to its default. */
function settings(properties: Properties): object {
  const { EncryptionConfiguration, LoggingConfiguration, TracingConfiguration } = properties;
  return {
    definition: definitionOf(properties),
    roleArn: properties.RoleArn,
    encryptionConfiguration: lowerFirst(EncryptionConfiguration ?? { Type: "AWS_OWNED_KEY" }),
    loggingConfiguration: lowerFirst(LoggingConfiguration ?? { Level: "OFF" }),
    tracingConfiguration: lowerFirst(TracingConfiguration ?? { Enabled: false }),
  };
}

function definitionOf({ Definition, DefinitionString, DefinitionSubstitutions = {} }: Properties): string {
  const text = DefinitionString ?? (Definition && JSON.stringify(Definition));
  if (text === undefined) throw validationError("A state machine needs Definition or DefinitionString.");
  return substitute(text, ({ name, attribute }) => {
    const key = attribute === undefined ? name : `${name}.${attribute}`;
    const value = DefinitionSubstitutions[key];
    if (value === undefined) throw validationError(`DefinitionSubstitutions has no ${key}.`);
    return JSON.stringify(String(value)).slice(1, -1);
  });
}

/** The API's spelling of a template's structure: the same names with a small first letter. */
function lowerFirst(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerFirst);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    key.charAt(0).toLowerCase() + key.slice(1),
    lowerFirst(item),
  ]);
  return Object.fromEntries(entries);
}
