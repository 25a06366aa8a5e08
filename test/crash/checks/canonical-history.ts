import { createHash } from "node:crypto";
import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { Forgiven } from "../workloads/workload.ts";
import { effectiveParents } from "./effective-parent.ts";

/** An event without what differs from run to run, and the chain of such events that it ends. */
export interface CanonicalEvent {
  readonly label: string;
  readonly chain: string;
}

export interface CanonicalHistory {
  readonly events: readonly CanonicalEvent[];
  /** Whether branches ran side by side, so that their events may mix. */
  readonly isConcurrent: boolean;
}

const MASKS: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<uuid>"],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "<date>"],
  [/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, "<date>"],
  [/[\w+/=-]{60,}/g, "<token>"],
  [/\b[0-9a-f]{32}\b/g, "<digest>"],
  [/\b1\d{12}\b/g, "<ms>"],
  [/\b1\d{19}\b/g, "<sequence>"],
];

/** What two runs of the same work have in common, whatever their names and times and the order of concurrent branches. */
export function canonicalHistory(events: readonly HistoryEvent[], name: string): CanonicalHistory {
  const parents = effectiveParents(events);
  const chains = new Map<number, string>();
  const canonical = events.map((event) => {
    const label = labelOf(event, name);
    const parent = chains.get(parents.get(event.id ?? 0)?.id ?? 0) ?? "";
    const chain = createHash("sha1").update(`${parent}\n${label}`).digest("base64");
    chains.set(event.id ?? 0, chain);
    return { label, chain };
  });
  const isConcurrent = events.some(
    ({ type }) => type === "MapIterationStarted" || type === "ParallelStateStarted",
  );
  return { events: canonical, isConcurrent };
}

function labelOf({ id, previousEventId, timestamp, type, ...details }: HistoryEvent, name: string): string {
  let text = JSON.stringify(details).replaceAll(name, "<name>");
  for (const [pattern, mask] of MASKS) text = text.replaceAll(pattern, mask);
  return `${type} ${text}`;
}

/** The history without what may differ although nothing is wrong; what followed it follows what came before it. */
export function withoutForgiven(
  events: readonly HistoryEvent[],
  forgiven: Forgiven | undefined,
): readonly HistoryEvent[] {
  const left = new Map<number, number>();
  const leave = ({ id = 0, previousEventId = 0 }: HistoryEvent) => left.set(id, previousEventId);
  for (const [at, event] of events.entries()) {
    if (event.type !== forgiven) continue;
    const from = forgiven === "ActivityTimedOut" ? lastScheduled(events, at) : at;
    for (const one of events.slice(from, at + 1)) leave(one);
  }
  const follow = (id: number): number => (left.has(id) ? follow(left.get(id) ?? 0) : id);
  return events
    .filter(({ id = 0 }) => !left.has(id))
    .map((event) => ({ ...event, previousEventId: follow(event.previousEventId ?? 0) }));
}

function lastScheduled(events: readonly HistoryEvent[], before: number): number {
  return events.slice(0, before).findLastIndex(({ type }) => type === "ActivityScheduled");
}
