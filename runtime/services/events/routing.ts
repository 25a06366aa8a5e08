import { randomUUID } from "node:crypto";
import type { AwsEvent } from "../../kernel/event-bus.ts";
import type { Events } from "./events.ts";
import { targetsOf } from "./events.ts";
import { compilePattern, type PatternMatcher } from "./pattern.ts";
import type { EventEnvelope } from "./state.ts";

/** Gives an event its envelope and queues it for every target of every enabled rule that matches; returns its id. */
export type Route = (event: AwsEvent) => string;

export function createRouter(events: Events): Route {
  const matchers = new Map<string, PatternMatcher>();
  const matcherOf = (pattern: string) => {
    const matcher = matchers.get(pattern) ?? compilePattern(JSON.parse(pattern));
    matchers.set(pattern, matcher);
    return matcher;
  };
  return (event) => {
    const envelope = wrap(events, event);
    for (const rule of events.state.rules.values()) {
      if (!rule.enabled || !matcherOf(rule.eventPattern)(envelope)) continue;
      for (const { target } of targetsOf(events, rule.name)) {
        events.queue.add(randomUUID(), { rule: rule.name, targetId: target.Id, event: envelope });
      }
    }
    return envelope.id;
  };
}

function wrap({ runtime }: Events, event: AwsEvent): EventEnvelope {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": event.detailType,
    source: event.source,
    account: runtime.accountId,
    time: new Date(event.timeMs ?? runtime.clock.now()).toISOString().replace(/\.\d{3}Z$/, "Z"),
    region: runtime.region,
    resources: event.resources,
    detail: event.detail,
  };
}
