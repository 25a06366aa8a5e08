import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { Forgiven } from "../workloads/workload.ts";
import { canonicalHistory, withoutForgiven } from "./canonical-history.ts";
import { compareHistories } from "./compare-histories.ts";
import type { Problem } from "./problem.ts";

/** A history, and the name of its execution. */
export interface NamedHistory {
  readonly events: readonly HistoryEvent[];
  readonly name: string;
}

/** Compares with an undisturbed run but for what is forgiven: that may be missing or, for lost attempts, come in addition. */
export function compareForgiving(
  forgiven: Forgiven | undefined,
  found: NamedHistory,
  expected: NamedHistory,
): Problem[] {
  const [one, other] = [found, expected].map(({ events, name }) =>
    canonicalHistory(withoutForgiven(events, forgiven), name),
  );
  if (one === undefined || other === undefined) return [];
  return [...compareHistories(one, other), ...checkSubmissions(forgiven, found, expected)];
}

function checkSubmissions(
  forgiven: Forgiven | undefined,
  found: NamedHistory,
  expected: NamedHistory,
): Problem[] {
  if (forgiven !== "TaskSubmitted") return [];
  const count = ({ events }: NamedHistory) => events.filter(({ type }) => type === forgiven).length;
  if (count(found) <= count(expected)) return [];
  return [{ kind: "doubled", text: `${forgiven} ${count(found)} times, not ${count(expected)}` }];
}
