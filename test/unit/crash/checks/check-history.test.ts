import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { describe, expect, it } from "vitest";
import { canonicalHistory } from "../../../crash/checks/canonical-history.ts";
import { checkOrder, checkSeen, checkTimers } from "../../../crash/checks/check-history.ts";
import { compareHistories } from "../../../crash/checks/compare-histories.ts";

const TYPES = ["ExecutionStarted", "WaitStateEntered", "WaitStateExited", "ExecutionSucceeded"] as const;

function history(types: readonly HistoryEvent["type"][] = TYPES, paceMs = 1000): HistoryEvent[] {
  return types.map((type, at) => ({
    id: at + 1,
    previousEventId: at,
    type,
    timestamp: new Date(at * paceMs),
    ...(type === "WaitStateExited" ? { stateExitedEventDetails: { name: "Until" } } : {}),
  }));
}

const kinds = (problems: readonly { readonly kind: string }[]) => problems.map(({ kind }) => kind);
const compare = (found: readonly HistoryEvent[], expected = history()) =>
  compareHistories(canonicalHistory(found, "one"), canonicalHistory(expected, "other"));

describe("a history after kills", () => {
  it("is well when it is the undisturbed one", () => {
    expect([...checkOrder(history()), ...compare(history())]).toEqual([]);
  });

  it("with a hole in it has lost an event", () => {
    const holed = history().toSpliced(1, 1);
    expect(kinds(checkOrder(holed))).toContain("lost");
    expect(kinds(compare(holed))).toContain("lost");
  });

  it("with a timer that fired twice has doubled an event", () => {
    const twice = history([...TYPES.slice(0, 3), "WaitStateExited", "ExecutionSucceeded"]);
    expect(kinds(compare(twice))).toContain("doubled");
  });

  it("with the same number twice has doubled an event", () => {
    const [first, ...rest] = history();
    expect(kinds(checkOrder([first, first, ...rest] as HistoryEvent[]))).toContain("doubled");
  });

  it("whose time runs backwards is different", () => {
    expect(kinds(checkOrder(history(TYPES, -1000)))).toContain("different");
  });

  it("that no longer begins with what a reader saw has lost it", () => {
    expect(checkSeen(history().slice(0, 2), history())).toEqual([]);
    expect(kinds(checkSeen(history(), history().slice(0, 2)))).toEqual(["lost"]);
  });

  it("whose wait was over before its moment, or sooner than without kills, is different", () => {
    const until = (ms: number) => new Date(ms).toISOString();
    expect(checkTimers(history(), { expected: history(), until: until(2000) })).toEqual([]);
    expect(kinds(checkTimers(history(), { expected: history(), until: until(2001) }))).toEqual(["different"]);
    const hasty = history(TYPES, 900);
    expect(kinds(checkTimers(hasty, { expected: history(), until: until(0) }))).toEqual(["different"]);
  });
});
