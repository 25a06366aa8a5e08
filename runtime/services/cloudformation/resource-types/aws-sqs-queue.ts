import { removeIfPresent } from "./idempotency.ts";
import type { Physical, ResourceContext, ResourceType } from "./resource-type.ts";
import { type Tag, tagMap, updateTags } from "./tags.ts";

interface Properties {
  readonly QueueName?: string;
  readonly KmsMasterKeyId?: string;
  readonly MessageRetentionPeriod?: number;
  readonly VisibilityTimeout?: number;
  readonly DelaySeconds?: number;
  readonly MaximumMessageSize?: number;
  readonly ReceiveMessageWaitTimeSeconds?: number;
  readonly RedrivePolicy?: object;
  readonly SqsManagedSseEnabled?: boolean;
  readonly Tags?: readonly Tag[];
}

/** Each is also the name of the queue's attribute; the value is what a queue has when the template says nothing. */
const DEFAULTS = {
  KmsMasterKeyId: "",
  MessageRetentionPeriod: "345600",
  VisibilityTimeout: "30",
  DelaySeconds: "0",
  MaximumMessageSize: "1048576",
  ReceiveMessageWaitTimeSeconds: "0",
  RedrivePolicy: "",
  SqsManagedSseEnabled: "true",
} as const;
const ATTRIBUTES = Object.keys(DEFAULTS) as (keyof typeof DEFAULTS)[];

/** `AWS::SQS::Queue`. CreateQueue with the same attributes answers the queue that exists. */
export const sqsQueue: ResourceType<Properties> = {
  properties: {
    QueueName: true,
    Tags: true,
    KmsMasterKeyId: true,
    MessageRetentionPeriod: true,
    VisibilityTimeout: true,
    DelaySeconds: true,
    MaximumMessageSize: true,
    ReceiveMessageWaitTimeSeconds: true,
    RedrivePolicy: true,
    SqsManagedSseEnabled: true,
  },
  required: [],
  replacement: ["QueueName"],
  attributes: ["Arn", "QueueName", "QueueUrl"],
  tags: "list",
  async create(properties, context) {
    const QueueName = properties.QueueName ?? context.generatedName(80);
    const set = ATTRIBUTES.filter((name) => properties[name] !== undefined);
    const Attributes = Object.fromEntries(set.map((name) => [name, attributeText(properties, name)]));
    const input = { QueueName, Attributes, tags: tagMap(properties.Tags) };
    const { QueueUrl } = await context.call<{ QueueUrl: string }>("sqs", "CreateQueue", input);
    return describe(QueueUrl, QueueName, context);
  },
  async update(change, context) {
    const { properties, previous, physicalId: QueueUrl } = change;
    const changed = ATTRIBUTES.filter(
      (name) => attributeText(properties, name) !== attributeText(previous, name),
    );
    const Attributes = Object.fromEntries(changed.map((name) => [name, attributeText(properties, name)]));
    if (changed.length > 0) await context.call("sqs", "SetQueueAttributes", { QueueUrl, Attributes });
    await updateTags(change, {
      tag: (tags) => context.call("sqs", "TagQueue", { QueueUrl, Tags: tagMap(tags) }),
      untag: (TagKeys) => context.call("sqs", "UntagQueue", { QueueUrl, TagKeys }),
    });
    return change;
  },
  async remove({ physicalId: QueueUrl }, context) {
    const gone = ["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"];
    await removeIfPresent(gone, () => context.call("sqs", "DeleteQueue", { QueueUrl }));
  },
};

function attributeText(properties: Properties, name: keyof typeof DEFAULTS): string {
  const value = properties[name];
  if (value === undefined) return DEFAULTS[name];
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

async function describe(QueueUrl: string, name: string, context: ResourceContext): Promise<Physical> {
  const input = { QueueUrl, AttributeNames: ["QueueArn"] };
  const { Attributes } = await context.call<{ Attributes: { QueueArn: string } }>(
    "sqs",
    "GetQueueAttributes",
    input,
  );
  return { physicalId: QueueUrl, attributes: { Arn: Attributes.QueueArn, QueueName: name, QueueUrl } };
}
