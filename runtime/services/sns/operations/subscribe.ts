import { randomUUID } from "node:crypto";
import type { SubscribeInput, SubscribeResponse } from "@aws-sdk/client-sns";
import type { Operation } from "../../../kernel/service.ts";
import { findTopic, invalidParameter, isFifo, type Sns, subscriptionsOf } from "../sns.ts";
import type { Subscription, Topic } from "../state.ts";
import { checkSubscriptionAttributes } from "../subscription-attributes.ts";

const ENDPOINTS = {
  lambda: /^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/,
  sqs: /^arn:aws:sqs:[a-z0-9-]+:\d{12}:[\w-]+(\.fifo)?$/,
};

/** https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html: the same endpoint again gives the same ARN. */
export function subscribe(sns: Sns): Operation<SubscribeInput, SubscribeResponse> {
  return (input) => {
    const topic = findTopic(sns, input.TopicArn);
    const protocol = readProtocol(input.Protocol);
    const endpoint = input.Endpoint ?? "";
    if (!ENDPOINTS[protocol].test(endpoint))
      throw invalidParameter(`Endpoint: '${endpoint}' is no ARN for ${protocol}`);
    checkPair(topic, protocol, endpoint);
    const attributes = checkSubscriptionAttributes(input.Attributes ?? {});
    const same = ({ protocol: other, endpoint: where }: Subscription) =>
      other === protocol && where === endpoint;
    const existing = [...subscriptionsOf(sns, topic.arn)].find(same);
    if (existing !== undefined) {
      const differs = Object.entries(attributes).some(([key, value]) => existing.attributes[key] !== value);
      if (differs)
        throw invalidParameter("Attributes Reason: Subscription already exists with different attributes");
      return { SubscriptionArn: existing.arn };
    }
    const arn = `${topic.arn}:${randomUUID()}`;
    sns.state.subscriptions.put(arn, {
      arn,
      topicArn: topic.arn,
      owner: topic.owner,
      protocol,
      endpoint,
      attributes,
    });
    return { SubscriptionArn: arn };
  };
}

/** FIFO topics deliver to queues only, and FIFO queues take from FIFO topics only. */
function checkPair(topic: Topic, protocol: Subscription["protocol"], endpoint: string): void {
  if (isFifo(topic.arn) && protocol !== "sqs")
    throw invalidParameter(`Invalid protocol type: ${protocol}: FIFO topics deliver to SQS queues`);
  if (!isFifo(topic.arn) && isFifo(endpoint)) {
    throw invalidParameter(
      "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics",
    );
  }
}

function readProtocol(protocol: string | undefined): Subscription["protocol"] {
  if (protocol === "lambda" || protocol === "sqs") return protocol;
  throw invalidParameter(`Protocol: '${protocol}' is not emulated; there are lambda and sqs`);
}
