import * as sdk from "@aws-sdk/client-eventbridge";
import type { Runtime, ServiceFactory } from "../../kernel/service.ts";
import { createDurableQueue } from "../../storage/durable-queue.ts";
import { deliver } from "./delivery.ts";
import type { Events } from "./events.ts";
import {
  createConnection,
  deleteConnection,
  describeConnection,
  listConnections,
} from "./operations/connections.ts";
import { putEvents } from "./operations/put-events.ts";
import { putRule } from "./operations/put-rule.ts";
import { deleteRule, describeRule, disableRule, enableRule, listRules } from "./operations/rules.ts";
import { listTagsForResource, tagResource, untagResource } from "./operations/tags.ts";
import { listRuleNamesByTarget, listTargetsByRule, putTargets, removeTargets } from "./operations/targets.ts";
import { testEventPattern } from "./operations/test-event-pattern.ts";
import { createRouter } from "./routing.ts";
import { openEventsState, type PendingEvent } from "./state.ts";

const DELIVERIES_PER_TARGET = 10;

function openEvents(runtime: Runtime): Events {
  const parts = { runtime, state: openEventsState(runtime.store) };
  const queue = createDurableQueue<PendingEvent>({
    collection: runtime.store.collection("events.deliveries"),
    clock: runtime.clock,
    laneOf: ({ rule, targetId }) => `${rule}/${targetId}`,
    concurrencyPerLane: DELIVERIES_PER_TARGET,
    deliver: (item) => deliver(parts, item),
    onDefect: (error, id) => runtime.log.error("a delivery failed in EventBridge itself", { id, error }),
  });
  return { ...parts, queue };
}

/** Amazon EventBridge: rules on the default bus, which gets what happens to the runtime's own resources. */
export const createEvents: ServiceFactory = (runtime) => {
  const events = openEvents(runtime);
  const route = createRouter(events);
  runtime.events.listen(route);
  return {
    signingName: "events",
    protocol: "awsJson1.1",
    sdk,
    operations: {
      CreateConnection: createConnection(events),
      DeleteConnection: deleteConnection(events),
      DeleteRule: deleteRule(events),
      DescribeConnection: describeConnection(events),
      DescribeRule: describeRule(events),
      DisableRule: disableRule(events),
      EnableRule: enableRule(events),
      ListConnections: listConnections(events),
      ListRuleNamesByTarget: listRuleNamesByTarget(events),
      ListRules: listRules(events),
      ListTagsForResource: listTagsForResource(events),
      ListTargetsByRule: listTargetsByRule(events),
      PutEvents: putEvents(events, route),
      PutRule: putRule(events),
      PutTargets: putTargets(events),
      RemoveTargets: removeTargets(events),
      TagResource: tagResource(events),
      TestEventPattern: testEventPattern(),
      UntagResource: untagResource(events),
    },
    start: () => events.queue.start(),
    stop: () => events.queue.stop(),
  };
};
