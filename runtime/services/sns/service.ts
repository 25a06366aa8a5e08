import * as sdk from "@aws-sdk/client-sns";
import type { Runtime, ServiceFactory } from "../../kernel/service.ts";
import { createDurableQueue } from "../../storage/durable-queue.ts";
import { createEnvelopeCipher } from "../../storage/envelope.ts";
import { createDeduplication } from "../request/deduplication.ts";
import { createSequence } from "../request/sequence.ts";
import { deliver } from "./delivery.ts";
import { createTopic } from "./operations/create-topic.ts";
import { deleteTopic } from "./operations/delete-topic.ts";
import { listSubscriptions, listSubscriptionsByTopic } from "./operations/list-subscriptions.ts";
import { listTopics } from "./operations/list-topics.ts";
import { publish } from "./operations/publish.ts";
import { publishBatch } from "./operations/publish-batch.ts";
import { subscribe } from "./operations/subscribe.ts";
import {
  getSubscriptionAttributes,
  setSubscriptionAttributes,
} from "./operations/subscription-attributes.ts";
import { listTagsForResource, tagResource, untagResource } from "./operations/tags.ts";
import { getTopicAttributes, setTopicAttributes } from "./operations/topic-attributes.ts";
import { unsubscribe } from "./operations/unsubscribe.ts";
import type { Sns } from "./sns.ts";
import { openSnsState, type PendingDelivery } from "./state.ts";

const DELIVERIES_PER_SUBSCRIPTION = 10;

function openSns(runtime: Runtime): Sns {
  const state = openSnsState(runtime.store);
  const parts = {
    runtime,
    state,
    deduplication: createDeduplication(state.sendings, runtime.clock),
    nextSequenceNumber: createSequence(runtime.clock, state.sequence),
    cipher: createEnvelopeCipher(runtime, { "aws:sns": "message" }),
  };
  const queue = createDurableQueue<PendingDelivery>({
    collection: runtime.store.collection("sns.deliveries"),
    clock: runtime.clock,
    laneOf: ({ subscriptionArn, groupId }) =>
      groupId === undefined ? subscriptionArn : `${subscriptionArn} ${groupId}`,
    isOrdered: ({ groupId }) => groupId !== undefined,
    concurrencyPerLane: DELIVERIES_PER_SUBSCRIPTION,
    deliver: (item) => deliver(parts, item),
    onDefect: (error, id) => runtime.log.error("a delivery failed in SNS itself", { id, error }),
  });
  return { ...parts, queue };
}

/** Amazon SNS: standard and FIFO topics with Lambda and SQS subscribers, at least once, over a crash too. */
export const createSns: ServiceFactory = (runtime) => {
  const sns = openSns(runtime);
  return {
    signingName: "sns",
    protocol: "awsQuery",
    sdk,
    operations: {
      CreateTopic: createTopic(sns),
      DeleteTopic: deleteTopic(sns),
      GetSubscriptionAttributes: getSubscriptionAttributes(sns),
      GetTopicAttributes: getTopicAttributes(sns),
      ListSubscriptions: listSubscriptions(sns),
      ListSubscriptionsByTopic: listSubscriptionsByTopic(sns),
      ListTagsForResource: listTagsForResource(sns),
      ListTopics: listTopics(sns),
      Publish: publish(sns),
      PublishBatch: publishBatch(sns),
      SetSubscriptionAttributes: setSubscriptionAttributes(sns),
      SetTopicAttributes: setTopicAttributes(sns),
      Subscribe: subscribe(sns),
      TagResource: tagResource(sns),
      Unsubscribe: unsubscribe(sns),
      UntagResource: untagResource(sns),
    },
    start: () => sns.queue.start(),
    stop: () => sns.queue.stop(),
  };
};
