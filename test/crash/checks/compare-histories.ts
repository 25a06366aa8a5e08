import type { CanonicalEvent, CanonicalHistory } from "./canonical-history.ts";
import type { Problem } from "./problem.ts";

/** Compares with an undisturbed run: the same events, each after the same ones, in the same order unless branches may mix. */
export function compareHistories(found: CanonicalHistory, expected: CanonicalHistory): Problem[] {
  const missing = without(expected.events, found.events, "chain");
  const extra = without(found.events, expected.events, "chain");
  if (missing.length > 0 || extra.length > 0) return differences(missing, extra);
  const order = ({ events }: CanonicalHistory) => events.map(({ chain }) => chain).join();
  if (expected.isConcurrent || order(found) === order(expected)) return [];
  return [{ kind: "different", text: "the events are in another order" }];
}

/** Those of some events that are not among others: of two that are the same, one takes one away. */
function without(
  some: readonly CanonicalEvent[],
  others: readonly CanonicalEvent[],
  by: keyof CanonicalEvent,
): CanonicalEvent[] {
  const counts = new Map<string, number>();
  for (const event of others) counts.set(event[by], (counts.get(event[by]) ?? 0) + 1);
  return some.filter((event) => {
    const count = counts.get(event[by]) ?? 0;
    counts.set(event[by], count - 1);
    return count <= 0;
  });
}

/** An event that is the same and only follows others is a consequence of what is told of those. */
function differences(missing: readonly CanonicalEvent[], extra: readonly CanonicalEvent[]): Problem[] {
  const lost = without(missing, extra, "label");
  const doubled = without(extra, missing, "label");
  if (lost.length === 0 && doubled.length === 0)
    return [{ kind: "different", text: `${missing[0]?.label} follows another event` }];
  const pairs = lost.map((event) => [event, takeSameType(doubled, event)] as const);
  return [
    ...pairs.map(([expected, came]) => describeLost(expected, came)),
    ...doubled.map(({ label }): Problem => ({ kind: "doubled", text: `came in addition: ${label}` })),
  ];
}

function takeSameType(events: CanonicalEvent[], { label }: CanonicalEvent): CanonicalEvent | undefined {
  const at = events.findIndex((event) => typeOf(event.label) === typeOf(label));
  return at < 0 ? undefined : events.splice(at, 1)[0];
}

function typeOf(label: string): string {
  return label.slice(0, label.indexOf(" "));
}

const BEFORE = 60;
const AFTER = 200;

function describeLost(expected: CanonicalEvent, came: CanonicalEvent | undefined): Problem {
  if (came === undefined) return { kind: "lost", text: `did not come: ${expected.label}` };
  const from = Math.max(0, firstDifference(expected.label, came.label) - BEFORE);
  const [one, other] = [expected, came].map(({ label }) => label.slice(from, from + BEFORE + AFTER));
  return { kind: "different", text: `${typeOf(expected.label)}: expected …${one}, came …${other}` };
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}
