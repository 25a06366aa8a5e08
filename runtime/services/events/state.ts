import type { Target } from "@aws-sdk/client-eventbridge";
import type { Collection, Store } from "../../storage/store.ts";
import type { Connections } from "./connections/connection.ts";

/** A rule of the default event bus, by its name. */
export interface Rule {
  readonly name: string;
  readonly arn: string;
  /** JSON. */
  readonly eventPattern: string;
  readonly description: string | undefined;
  readonly enabled: boolean;
  readonly roleArn: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** A target as PutTargets gave it. */
export interface RuleTarget {
  readonly rule: string;
  readonly target: Target & { readonly Id: string; readonly Arn: string };
}

/** An event in the form that targets get. */
export interface EventEnvelope {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** An event on its way to one target. */
export interface PendingEvent {
  readonly rule: string;
  readonly targetId: string;
  readonly event: EventEnvelope;
  /** Set when the target cannot be reached and the event goes to its dead-letter queue. */
  readonly failure?: { readonly code: string; readonly message: string };
}

export interface EventsState {
  readonly rules: Collection<Rule>;
  /** By `rule/id`. */
  readonly targets: Collection<RuleTarget>;
  /** By name. */
  readonly connections: Connections;
}

export function openEventsState(store: Store): EventsState {
  return {
    rules: store.collection("events.rules"),
    targets: store.collection("events.targets"),
    connections: store.collection("events.connections"),
  };
}
