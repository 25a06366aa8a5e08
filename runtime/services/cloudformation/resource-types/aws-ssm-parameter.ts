import { hasChangedBesides } from "./changed.ts";
import { createOnce, removeIfPresent } from "./idempotency.ts";
import type { Physical, ResourceContext, ResourceType } from "./resource-type.ts";
import { updateTags } from "./tags.ts";

interface Properties {
  readonly Name?: string;
  readonly Type: "String" | "StringList";
  readonly Value: string;
  readonly Description?: string;
  readonly AllowedPattern?: string;
  readonly Tier?: string;
  readonly Tags?: Readonly<Record<string, string>>;
}

/** `AWS::SSM::Parameter`. As on AWS, SecureString is not among its types. */
export const ssmParameter: ResourceType<Properties> = {
  properties: {
    Name: true,
    Type: true,
    Value: true,
    Description: true,
    AllowedPattern: true,
    Tier: true,
    Tags: true,
  },
  required: ["Type", "Value"],
  replacement: ["Name", "Type"],
  attributes: ["Type", "Value"],
  tags: "map",
  async create(properties, context) {
    const Name = properties.Name ?? context.generatedName(512);
    await createOnce(context, ["ParameterAlreadyExists"], () =>
      context.call("ssm", "PutParameter", { ...input(Name, properties), Tags: tagList(properties.Tags) }),
    );
    if (context.resumed) await overwrite(Name, properties, context);
    return physical(Name, properties);
  },
  async update(change, context) {
    if (hasChangedBesides(change, "Tags")) await overwrite(change.physicalId, change.properties, context);
    const target = { ResourceType: "Parameter", ResourceId: change.physicalId };
    const { properties, previous } = change;
    const tags = {
      properties: { Tags: tagList(properties.Tags) },
      previous: { Tags: tagList(previous.Tags) },
    };
    await updateTags(
      { ...change, ...tags },
      {
        tag: (Tags) => context.call("ssm", "AddTagsToResource", { ...target, Tags }),
        untag: (TagKeys) => context.call("ssm", "RemoveTagsFromResource", { ...target, TagKeys }),
      },
    );
    return physical(change.physicalId, change.properties);
  },
  async remove({ physicalId: Name }, context) {
    await removeIfPresent(["ParameterNotFound"], () => context.call("ssm", "DeleteParameter", { Name }));
  },
};

function input(Name: string, { Type, Value, Description, AllowedPattern, Tier }: Properties) {
  return {
    Name,
    Type,
    Value,
    ...(Description !== undefined && { Description }),
    ...(AllowedPattern !== undefined && { AllowedPattern }),
    ...(Tier !== undefined && { Tier }),
  };
}

function physical(name: string, { Type, Value }: Properties): Physical {
  return { physicalId: name, attributes: { Type, Value } };
}

async function overwrite(name: string, properties: Properties, context: ResourceContext): Promise<void> {
  await context.call("ssm", "PutParameter", { ...input(name, properties), Overwrite: true });
}

function tagList(tags: Readonly<Record<string, string>> = {}): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
