import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { effectiveParents } from "./effective-parent.ts";
import type { Problem } from "./problem.ts";

/** Whether events are numbered 1, 2, 3 …, follow earlier ones, and come in the order of time. */
export function checkOrder(events: readonly HistoryEvent[]): Problem[] {
  let lastMs = 0;
  return events.flatMap(({ id = 0, previousEventId = 0, timestamp }, at): Problem[] => {
    const beforeMs = lastMs;
    lastMs = Number(timestamp);
    if (id > at + 1) return [{ kind: "lost", text: `event ${at + 1} is missing before ${id}` }];
    if (id <= at) return [{ kind: "doubled", text: `event ${id} comes again` }];
    if (previousEventId >= id) return [{ kind: "different", text: `event ${id} follows ${previousEventId}` }];
    if (lastMs < beforeMs) return [{ kind: "different", text: `event ${id} is before the one before it` }];
    return [];
  });
}

/** What was once seen stays as it was. */
export function checkSeen(seen: readonly HistoryEvent[], found: readonly HistoryEvent[]): Problem[] {
  const same = JSON.stringify(seen) === JSON.stringify(found.slice(0, seen.length));
  return same ? [] : [{ kind: "lost", text: `the ${seen.length} events that were seen are no longer so` }];
}

const ENDED_BY_TIME = /^(WaitStateExited|ExecutionTimedOut|.*(Task|Activity|LambdaFunction)TimedOut)$/;
const BEGUN = /^(WaitStateEntered|ExecutionStarted|(Task|Activity|LambdaFunction)Scheduled)$/;

/** How long what a clock ended had lasted, by state and event: a list, the shortest first. */
export function durations(events: readonly HistoryEvent[]): Map<string, number[]> {
  const parents = effectiveParents(events);
  const found = new Map<string, number[]>();
  for (const event of events) {
    if (!ENDED_BY_TIME.test(event.type ?? "")) continue;
    const begin = event.type === "ExecutionTimedOut" ? events[0] : beginningOf(event, parents);
    const key = `${event.type} ${event.stateExitedEventDetails?.name ?? ""}`;
    const list = found.get(key) ?? [];
    list.push(Number(event.timestamp) - Number(begin?.timestamp));
    found.set(key, list);
  }
  for (const list of found.values()) list.sort((one, other) => one - other);
  return found;
}

function beginningOf(
  event: HistoryEvent,
  parents: ReadonlyMap<number, HistoryEvent | undefined>,
): HistoryEvent | undefined {
  let at = parents.get(event.id ?? 0);
  while (at !== undefined && !BEGUN.test(at.type ?? "")) at = parents.get(at.id ?? 0);
  return at;
}

/** No wait and no deadline was over sooner than without kills. `until` is the moment that a Wait may have been given. */
export function checkTimers(
  events: readonly HistoryEvent[],
  { expected, until }: { readonly expected: readonly HistoryEvent[]; readonly until: string },
): Problem[] {
  const references = durations(expected);
  const early = [...durations(events)].filter(([key, list]) =>
    list.some((lastedMs, at) => lastedMs < (references.get(key)?.[at] ?? 0)),
  );
  const problems: Problem[] = early.map(([key, list]) => ({
    kind: "different",
    text: `${key} after ${list} ms, without kills after ${references.get(key)}`,
  }));
  const waited = events.find(({ stateExitedEventDetails }) => stateExitedEventDetails?.name === "Until");
  if (waited !== undefined && Number(waited.timestamp) < Date.parse(until))
    problems.push({ kind: "different", text: `a wait until ${until} was over before` });
  return problems;
}
