import type { HistoryEvent } from "@aws-sdk/client-sfn";

const STARTS = new Set(["ParallelStateStarted", "MapStateStarted"]);
const ENDS = new Set([
  "ParallelStateSucceeded",
  "ParallelStateFailed",
  "MapStateSucceeded",
  "MapStateFailed",
]);
const EXITS = new Set(["ParallelStateExited", "MapStateExited"]);

/**
 * The event that one follows, whatever the order in which branches end: what joins branches, and an iteration that waited for
 * its turn, follow the start of their Parallel or Map rather than the branch that happened to end last.
 */
export function effectiveParents(events: readonly HistoryEvent[]): Map<number, HistoryEvent | undefined> {
  const byId = new Map(events.map((event) => [event.id ?? 0, event]));
  const parents = new Map<number, HistoryEvent | undefined>();
  const previous = (event: HistoryEvent) => byId.get(event.previousEventId ?? 0);
  const startAbove = (event: HistoryEvent) => {
    let at = previous(event);
    while (at !== undefined && !STARTS.has(at.type ?? "")) {
      const isJoin = ENDS.has(at.type ?? "") || EXITS.has(at.type ?? "");
      at = isJoin ? previous(parents.get(at.id ?? 0) ?? at) : previous(at);
    }
    return at;
  };
  const parentOf = (event: HistoryEvent) => {
    const { type = "" } = event;
    const before = previous(event);
    if (EXITS.has(type) && ENDS.has(before?.type ?? "")) return parents.get(before?.id ?? 0);
    return ENDS.has(type) || EXITS.has(type) || type === "MapIterationStarted" ? startAbove(event) : before;
  };
  for (const event of events) parents.set(event.id ?? 0, parentOf(event));
  return parents;
}
