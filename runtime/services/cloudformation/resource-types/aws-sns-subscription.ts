import { removeIfPresent } from "./idempotency.ts";
import type { ResourceType } from "./resource-type.ts";

interface Properties {
  readonly TopicArn: string;
  readonly Protocol: string;
  readonly Endpoint?: string;
  readonly RedrivePolicy?: object;
  readonly FilterPolicy?: object;
  readonly FilterPolicyScope?: string;
  readonly RawMessageDelivery?: boolean;
}

const ATTRIBUTES = ["RedrivePolicy", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery"] as const;

/** `AWS::SNS::Subscription`. Subscribe is idempotent for the same topic, protocol and endpoint. */
export const snsSubscription: ResourceType<Properties> = {
  properties: {
    TopicArn: true,
    Protocol: true,
    Endpoint: true,
    RedrivePolicy: true,
    FilterPolicy: true,
    FilterPolicyScope: true,
    RawMessageDelivery: true,
  },
  required: ["TopicArn", "Protocol"],
  replacement: ["TopicArn", "Protocol", "Endpoint"],
  attributes: ["Arn"],
  async create(properties, context) {
    const { TopicArn, Protocol, Endpoint } = properties;
    const set = ATTRIBUTES.filter((name) => properties[name] !== undefined);
    const Attributes = Object.fromEntries(set.map((name) => [name, attributeText(properties[name])]));
    const input = { TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true };
    const { SubscriptionArn } = await context.call<{ SubscriptionArn: string }>("sns", "Subscribe", input);
    return { physicalId: SubscriptionArn, attributes: { Arn: SubscriptionArn } };
  },
  async update(change, context) {
    for (const AttributeName of ATTRIBUTES) {
      const AttributeValue = attributeText(change.properties[AttributeName]);
      if (AttributeValue === attributeText(change.previous[AttributeName])) continue;
      const input = { SubscriptionArn: change.physicalId, AttributeName, AttributeValue };
      await context.call("sns", "SetSubscriptionAttributes", input);
    }
    return change;
  },
  async remove({ physicalId }, context) {
    const input = { SubscriptionArn: physicalId };
    await removeIfPresent(["NotFound", "NotFoundException"], () => context.call("sns", "Unsubscribe", input));
  },
};

function attributeText(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
