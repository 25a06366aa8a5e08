import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { describe, expect, it } from "vitest";
import { checkOrder, checkSeen, checkTimer, compareHistories } from "../../crash/check-history.ts";

const TYPES = ["ExecutionStarted", "WaitStateEntered", "WaitStateExited", "ExecutionSucceeded"] as const;

function history(types: readonly HistoryEvent["type"][] = TYPES): HistoryEvent[] {
  return types.map((type, at) => ({ id: at + 1, previousEventId: at, type, timestamp: new Date(at * 1000) }));
}

const kinds = (problems: readonly { readonly kind: string }[]) => problems.map(({ kind }) => kind);

describe("a history after kills", () => {
  it("is well when it is the undisturbed one", () => {
    expect([...checkOrder(history()), ...compareHistories(history(), history(), false)]).toEqual([]);
  });

  it("with a hole in it has lost an event", () => {
    const holed = history().toSpliced(1, 1);
    expect(kinds(checkOrder(holed))).toContain("lost");
    expect(kinds(compareHistories(holed, history(), true))).toEqual(["lost"]);
  });

  it("with a timer that fired twice has doubled an event", () => {
    const twice = history([...TYPES.slice(0, 3), "WaitStateExited", "ExecutionSucceeded"]);
    expect(kinds(compareHistories(twice, history(), true))).toEqual(["doubled"]);
  });

  it("with the same number twice has doubled an event", () => {
    const [first, ...rest] = history();
    expect(kinds(checkOrder([first, first, ...rest] as HistoryEvent[]))).toContain("doubled");
  });

  it("in another order is different, unless branches may mix", () => {
    const mixed = history(["ExecutionStarted", "WaitStateExited", "WaitStateEntered", "ExecutionSucceeded"]);
    expect(kinds(compareHistories(mixed, history(), false))).toEqual(["different"]);
    expect(compareHistories(mixed, history(), true)).toEqual([]);
  });

  it("that no longer begins with what a reader saw has lost it", () => {
    expect(checkSeen(history().slice(0, 2), history())).toEqual([]);
    expect(kinds(checkSeen(history(), history().slice(0, 2)))).toEqual(["lost"]);
  });

  it("whose wait was over too early is different", () => {
    expect(checkTimer(history(), new Date(2000).toISOString())).toEqual([]);
    expect(kinds(checkTimer(history(), new Date(2001).toISOString()))).toEqual(["different"]);
  });
});
