import type { HistoryEvent } from "@aws-sdk/client-sfn";

/** Something that a kill must not do. */
export interface Problem {
  readonly kind: "lost" | "doubled" | "different";
  readonly text: string;
}

/** Whether events are numbered 1, 2, 3 … and follow earlier ones, and nothing ends or wakes twice. */
export function checkOrder(events: readonly HistoryEvent[]): Problem[] {
  return events.flatMap(({ id = 0, previousEventId = 0 }, at): Problem[] => {
    if (id > at + 1) return [{ kind: "lost", text: `event ${at + 1} is missing before ${id}` }];
    if (id <= at) return [{ kind: "doubled", text: `event ${id} comes again` }];
    if (previousEventId >= id || (id > 1 && previousEventId < 1 && at > 1))
      return [{ kind: "different", text: `event ${id} follows ${previousEventId}` }];
    return [];
  });
}

/** Compares with the history of an undisturbed run: which events, and their order unless branches may mix. */
export function compareHistories(
  found: readonly HistoryEvent[],
  expected: readonly HistoryEvent[],
  concurrent: boolean,
): Problem[] {
  const counts = new Map<string, number>();
  for (const event of expected) counts.set(labelOf(event), (counts.get(labelOf(event)) ?? 0) + 1);
  for (const event of found) counts.set(labelOf(event), (counts.get(labelOf(event)) ?? 0) - 1);
  const problems = [...counts].flatMap(([label, count]): Problem[] => {
    if (count === 0) return [];
    return [{ kind: count > 0 ? "lost" : "doubled", text: `${label} by ${Math.abs(count)}` }];
  });
  if (problems.length > 0 || concurrent) return problems;
  const shape = (events: readonly HistoryEvent[]) =>
    JSON.stringify(events.map((event) => [event.id, event.previousEventId, labelOf(event)]));
  return shape(found) === shape(expected)
    ? []
    : [{ kind: "different", text: "the events are in another order" }];
}

/** What was once seen stays as it was. */
export function checkSeen(seen: readonly HistoryEvent[], found: readonly HistoryEvent[]): Problem[] {
  const same = JSON.stringify(seen) === JSON.stringify(found.slice(0, seen.length));
  return same ? [] : [{ kind: "lost", text: `the ${seen.length} events that were seen are no longer so` }];
}

/** Waits and deadlines are not over before their time. */
export function checkTimer(events: readonly HistoryEvent[], until: string): Problem[] {
  const early = events.find(
    ({ type, timestamp }) => type === "WaitStateExited" && Number(timestamp) < Date.parse(until),
  );
  return early === undefined ? [] : [{ kind: "different", text: `a wait was over before ${until}` }];
}

function labelOf({ type, stateEnteredEventDetails, stateExitedEventDetails }: HistoryEvent): string {
  return `${type} ${stateEnteredEventDetails?.name ?? stateExitedEventDetails?.name ?? ""}`.trim();
}
