import { present } from "./changed.ts";
import type { Physical, ResourceContext, ResourceType } from "./resource-type.ts";
import { type Tag, updateTags } from "./tags.ts";

interface Properties {
  readonly TopicName?: string;
  readonly DisplayName?: string;
  readonly KmsMasterKeyId?: string;
  readonly Tags?: readonly Tag[];
}

/** `AWS::SNS::Topic`. CreateTopic is idempotent, so a repeated attempt gets the same topic. */
export const snsTopic: ResourceType<Properties> = {
  properties: { TopicName: true, DisplayName: true, KmsMasterKeyId: true, Tags: true },
  required: [],
  replacement: ["TopicName"],
  attributes: ["TopicArn", "TopicName"],
  tags: "list",
  async create(properties, context) {
    const name = properties.TopicName ?? context.generatedName(256);
    const { DisplayName, KmsMasterKeyId, Tags } = properties;
    const Attributes = present({ DisplayName, KmsMasterKeyId });
    const topic = await context.call<{ TopicArn: string }>("sns", "CreateTopic", {
      Name: name,
      Attributes,
      ...(Tags && { Tags }),
    });
    return physical(topic.TopicArn, name);
  },
  async update(change, context) {
    for (const name of ["DisplayName", "KmsMasterKeyId"] as const) {
      if (change.properties[name] !== change.previous[name]) await setAttribute(change, name, context);
    }
    const ResourceArn = change.physicalId;
    await updateTags(change, {
      tag: (Tags) => context.call("sns", "TagResource", { ResourceArn, Tags }),
      untag: (TagKeys) => context.call("sns", "UntagResource", { ResourceArn, TagKeys }),
    });
    return change;
  },
  async remove({ physicalId }, context) {
    await context.call("sns", "DeleteTopic", { TopicArn: physicalId });
  },
};

function physical(topicArn: string, name: string): Physical {
  return { physicalId: topicArn, attributes: { TopicArn: topicArn, TopicName: name } };
}

async function setAttribute(
  change: Physical & { readonly properties: Properties },
  name: "DisplayName" | "KmsMasterKeyId",
  context: ResourceContext,
): Promise<void> {
  await context.call("sns", "SetTopicAttributes", {
    TopicArn: change.physicalId,
    AttributeName: name,
    AttributeValue: change.properties[name] ?? "",
  });
}
