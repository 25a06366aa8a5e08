import type { Sns } from "./sns.ts";
import { invalidParameter, isFifo, subscriptionsOf } from "./sns.ts";
import type { Topic } from "./state.ts";

/** Attributes of a topic that can be set here; each with the check of its value. */
const SETTABLE: Readonly<Record<string, (value: string) => boolean>> = {
  DisplayName: (value) => value.length <= 100,
  KmsMasterKeyId: () => true,
  Policy: isJsonObject,
  DeliveryPolicy: isJsonObject,
  // DIVERGES: signatures are not computed (subscribers are Lambda and SQS); only the default version is accepted.
  SignatureVersion: (value) => value === "1",
  TracingConfig: (value) => value === "PassThrough",
  FifoTopic: (value) => value === "false",
};

/** Those that only FIFO topics have. */
const SETTABLE_IN_FIFO: typeof SETTABLE = {
  FifoTopic: (value) => value === "true",
  ContentBasedDeduplication: (value) => value === "true" || value === "false",
  FifoThroughputScope: (value) => value === "Topic" || value === "MessageGroup",
};

/** Refuses attributes that are unknown, invalid or not emulated, by name. */
export function checkTopicAttributes(
  attributes: Readonly<Record<string, string | undefined>>,
  topic: string,
): Record<string, string> {
  const settable = isFifo(topic) ? { ...SETTABLE, ...SETTABLE_IN_FIFO } : SETTABLE;
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    const isValid = settable[name];
    if (isValid === undefined)
      throw invalidParameter(`Attributes Reason: ${name} is unknown or not emulated`);
    if (!isValid(value ?? "")) throw invalidParameter(`Attributes Reason: ${name} cannot be '${value}' here`);
    kept[name] = value ?? "";
  }
  return kept;
}

/** All attributes of a topic as GetTopicAttributes shows them. */
export function describeTopic(sns: Sns, topic: Topic): Record<string, string> {
  const count = [...subscriptionsOf(sns, topic.arn)].length;
  return {
    Policy: defaultPolicy(topic),
    DisplayName: "",
    EffectiveDeliveryPolicy: EFFECTIVE_DELIVERY_POLICY,
    ...(isFifo(topic.arn) ? { ContentBasedDeduplication: "false", FifoThroughputScope: "Topic" } : {}),
    ...Object.fromEntries(Object.entries(topic.attributes).filter(([, value]) => value !== "")),
    TopicArn: topic.arn,
    Owner: topic.owner,
    SubscriptionsConfirmed: String(count),
    SubscriptionsPending: "0",
    SubscriptionsDeleted: "0",
  };
}

const EFFECTIVE_DELIVERY_POLICY = JSON.stringify({
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: "linear",
    },
    disableSubscriptionOverrides: false,
  },
});

function defaultPolicy(topic: Topic): string {
  const Action = [
    "SNS:GetTopicAttributes",
    "SNS:SetTopicAttributes",
    "SNS:AddPermission",
    "SNS:RemovePermission",
    "SNS:DeleteTopic",
    "SNS:Subscribe",
    "SNS:ListSubscriptionsByTopic",
    "SNS:Publish",
  ];
  const statement = {
    Sid: "__default_statement_ID",
    Effect: "Allow",
    Principal: { AWS: "*" },
    Action,
    Resource: topic.arn,
    Condition: { StringEquals: { "AWS:SourceOwner": topic.owner } },
  };
  return JSON.stringify({ Version: "2008-10-17", Id: "__default_policy_ID", Statement: [statement] });
}

export function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
