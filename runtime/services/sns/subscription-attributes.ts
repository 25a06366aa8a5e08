import { compileFilterPolicy } from "./filter-policy.ts";
import { invalidParameter } from "./sns.ts";
import type { Subscription } from "./state.ts";
import { isJsonObject } from "./topic-attributes.ts";

const CHECKS: Readonly<Record<string, (value: string) => boolean>> = {
  RawMessageDelivery: (value) => value === "true" || value === "false",
  FilterPolicy: (value) => value === "" || compileFilterPolicy(value) !== undefined,
  FilterPolicyScope: (value) => value === "MessageAttributes",
  RedrivePolicy: (value) => value === "" || deadLetterArn(value) !== undefined,
};

/** Refuses attributes that are unknown, invalid or not emulated, by name. */
export function checkSubscriptionAttributes(
  attributes: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    const isValid = CHECKS[name];
    if (isValid === undefined) throw invalidParameter(`AttributeName: ${name} is unknown or not emulated`);
    if (!isValid(value ?? "")) throw invalidParameter(`${name}: '${value}' is not possible here`);
    kept[name] = value ?? "";
  }
  return kept;
}

/** The queue that a redrive policy names; undefined when the text is no valid policy. */
export function deadLetterArn(redrivePolicy: string | undefined): string | undefined {
  if (redrivePolicy === undefined || !isJsonObject(redrivePolicy)) return undefined;
  const { deadLetterTargetArn } = JSON.parse(redrivePolicy);
  const isQueue = typeof deadLetterTargetArn === "string" && deadLetterTargetArn.startsWith("arn:aws:sqs:");
  return isQueue ? deadLetterTargetArn : undefined;
}

/** All attributes of a subscription as GetSubscriptionAttributes shows them. */
export function describeSubscription(subscription: Subscription): Record<string, string> {
  return {
    SubscriptionArn: subscription.arn,
    TopicArn: subscription.topicArn,
    Owner: subscription.owner,
    Protocol: subscription.protocol,
    Endpoint: subscription.endpoint,
    RawMessageDelivery: "false",
    PendingConfirmation: "false",
    ConfirmationWasAuthenticated: "true",
    SubscriptionPrincipal: `arn:aws:iam::${subscription.owner}:root`,
    ...Object.fromEntries(Object.entries(subscription.attributes).filter(([, value]) => value !== "")),
  };
}
