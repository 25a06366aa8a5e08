import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { describe, expect, it } from "vitest";
import { canonicalHistory, withoutForgiven } from "../../../crash/checks/canonical-history.ts";
import { compareForgiving } from "../../../crash/checks/compare-forgiving.ts";
import { compareHistories } from "../../../crash/checks/compare-histories.ts";

type Written = readonly [type: HistoryEvent["type"], previousEventId: number, name?: string];

function history(written: readonly Written[]): HistoryEvent[] {
  return written.map(([type, previousEventId, name], at) => ({
    id: at + 1,
    previousEventId,
    type,
    timestamp: new Date(0),
    ...(name === undefined ? {} : { stateEnteredEventDetails: { name } }),
  }));
}

const START: readonly Written[] = [
  ["ExecutionStarted", 0],
  ["ParallelStateEntered", 0, "Both"],
  ["ParallelStateStarted", 2],
];
const END: readonly Written[] = [
  ["ParallelStateSucceeded", 7],
  ["ParallelStateExited", 8],
  ["ExecutionSucceeded", 9],
];
const oneFirst = history([
  ...START,
  ["PassStateEntered", 3, "One"],
  ["PassStateExited", 4],
  ["WaitStateEntered", 3, "Two"],
  ["WaitStateExited", 6],
  ...END,
]);

function compare(found: readonly HistoryEvent[]) {
  return compareHistories(canonicalHistory(found, "work_1"), canonicalHistory(oneFirst, "work_2"));
}

describe("the histories of two runs", () => {
  it("are the same when only branches were mixed in another way", () => {
    const twoFirst = history([
      ...START,
      ["WaitStateEntered", 3, "Two"],
      ["PassStateEntered", 3, "One"],
      ["WaitStateExited", 4],
      ["PassStateExited", 5],
      ...END,
    ]);
    expect(compare(twoFirst)).toEqual([]);
  });

  it("differ when an event came in the other branch", () => {
    const crossed = history([
      ...START,
      ["PassStateEntered", 3, "One"],
      ["WaitStateExited", 4],
      ["WaitStateEntered", 3, "Two"],
      ["PassStateExited", 6],
      ...END,
    ]);
    expect(compare(crossed)).not.toEqual([]);
  });

  it("do not differ by names, dates, identifiers and tokens", () => {
    const event = (input: object): HistoryEvent[] => [
      {
        id: 1,
        type: "ExecutionStarted",
        timestamp: new Date(),
        executionStartedEventDetails: { input: JSON.stringify(input) },
      },
    ];
    const one = event({
      id: "work_1",
      at: "2026-01-01T00:00:00Z",
      uuid: "00000000-0000-4000-8000-000000000001",
    });
    const two = event({
      id: "work_22",
      at: "2026-01-02T00:00:00.5Z",
      uuid: "00000000-0000-4000-8000-000000000002",
    });
    expect(canonicalHistory(one, "work_1")).toEqual(canonicalHistory(two, "work_22"));
  });
});

describe("what is forgiven", () => {
  it("is an attempt that timed out, from when it was scheduled", () => {
    const tried = history([
      ["ExecutionStarted", 0],
      ["TaskStateEntered", 0, "Work"],
      ["ActivityScheduled", 2],
      ["ActivityStarted", 3],
      ["ActivityTimedOut", 4],
      ["ActivityScheduled", 5],
      ["ActivitySucceeded", 6],
    ]);
    const straight = history([
      ["ExecutionStarted", 0],
      ["TaskStateEntered", 0, "Work"],
      ["ActivityScheduled", 2],
      ["ActivitySucceeded", 3],
    ]);
    const [one, other] = [tried, straight].map((events) =>
      canonicalHistory(withoutForgiven(events, "ActivityTimedOut"), "work_1"),
    );
    expect(one).toEqual(other);
  });

  it("is a submission that an answer was faster than, in its branch", () => {
    const submitted = history([
      ...START,
      ["TaskScheduled", 3],
      ["PassStateEntered", 3, "One"],
      ["TaskSubmitted", 4],
      ["TaskSucceeded", 6],
    ]);
    const unsubmitted = history([
      ...START,
      ["TaskScheduled", 3],
      ["PassStateEntered", 3, "One"],
      ["TaskSucceeded", 4],
    ]);
    const compared = (found: HistoryEvent[], expected: HistoryEvent[]) =>
      compareForgiving(
        "TaskSubmitted",
        { events: found, name: "work_1" },
        { events: expected, name: "work_2" },
      );
    expect(compared(unsubmitted, submitted)).toEqual([]);
    expect(compared(submitted, unsubmitted)).toMatchObject([{ kind: "doubled" }]);
  });

  it("is nothing otherwise", () => {
    expect(withoutForgiven(oneFirst, undefined)).toEqual(oneFirst);
  });
});
