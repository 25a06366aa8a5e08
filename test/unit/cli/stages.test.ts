import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { describe, expect, it } from "vitest";
import { foldHistory } from "../../../cli/follow/stages.ts";

const START_MS = Date.parse("2026-11-21T06:00:00Z");

/** Events a second apart, numbered from 1. */
function history(...events: Partial<HistoryEvent>[]): HistoryEvent[] {
  return events.map((event, index) => ({
    id: index + 1,
    type: undefined,
    timestamp: new Date(START_MS + index * 1000),
    ...event,
  })) as HistoryEvent[];
}

const entered = (name: string): Partial<HistoryEvent> => ({
  type: "TaskStateEntered",
  stateEnteredEventDetails: { name },
});
const exited = (name: string): Partial<HistoryEvent> => ({
  type: "TaskStateExited",
  stateExitedEventDetails: { name },
});
const answered = (output: object): Partial<HistoryEvent> => ({
  type: "TaskSucceeded",
  taskSucceededEventDetails: { resourceType: "lambda", resource: "invoke", output: JSON.stringify(output) },
});

describe("a release's progress", () => {
  it("has five pending stages before anything has happened", () => {
    const progress = foldHistory(history({ type: "ExecutionStarted" }));
    expect(progress.stages.map(({ name, status }) => `${name} ${status}`)).toEqual([
      "PreProvision PENDING",
      "Bakery PENDING",
      "Provision PENDING",
      "Validation PENDING",
      "PostProvision PENDING",
    ]);
  });

  it("keeps what a stage answered, in an invocation's Payload or bare from a task token", () => {
    const progress = foldHistory(
      history(
        entered("PreProvision"),
        answered({ Payload: { recipeDigest: "ab" }, StatusCode: 200 }),
        exited("PreProvision"),
        entered("Bakery"),
        answered({ reused: true }),
        exited("Bakery"),
      ),
    );
    expect(progress.stages.slice(0, 2).map(({ status, output }) => ({ status, output }))).toEqual([
      { status: "SUCCEEDED", output: { recipeDigest: "ab" } },
      { status: "SUCCEEDED", output: { reused: true } },
    ]);
  });

  it("shows a stage that waits before it goes on as running, and as one", () => {
    const pause = { waitSeconds: 300, colour: "green", weights: { blue: 90, green: 10 } };
    const paused = [
      entered("PostProvision"),
      answered({ Payload: pause }),
      exited("PostProvision"),
      { type: "ChoiceStateEntered" as const, stateEnteredEventDetails: { name: "Served" } },
      { type: "ChoiceStateExited" as const, stateExitedEventDetails: { name: "Served" } },
      { type: "WaitStateEntered" as const, stateEnteredEventDetails: { name: "HoldTraffic" } },
    ];
    for (let length = 1; length <= paused.length; length += 1) {
      const progress = foldHistory(history(...paused.slice(0, length)));
      expect(progress).toMatchObject({ state: "PostProvision" });
      expect(progress.stages[4]).toMatchObject({ status: "RUNNING", startedMs: START_MS });
    }
    const stage = foldHistory(
      history(
        ...paused,
        { type: "WaitStateExited", stateExitedEventDetails: { name: "HoldTraffic" } },
        entered("PostProvision"),
        answered({ Payload: { url: "http://a" } }),
        exited("PostProvision"),
        entered("NotifySuccess"),
      ),
    ).stages[4];
    expect(stage).toEqual({
      name: "PostProvision",
      status: "SUCCEEDED",
      startedMs: START_MS,
      endedMs: START_MS + 9000,
      output: { url: "http://a" },
    });
  });

  it("tells of a turn that has to be waited for, and of no other", () => {
    const submitted = (turn: string): Partial<HistoryEvent> => ({
      type: "TaskSubmitted",
      taskSubmittedEventDetails: {
        resourceType: "lambda",
        resource: "invoke.waitForTaskToken",
        output: JSON.stringify({ Payload: { turn }, StatusCode: 200 }),
      },
    });
    const waits = (...events: Partial<HistoryEvent>[]) => foldHistory(history(...events)).waitsForTurn;
    expect(waits(entered("Turn"))).toBe(false);
    expect(waits(entered("Turn"), submitted("taken"))).toBe(false);
    expect(waits(entered("Turn"), submitted("waiting"))).toBe(true);
    expect(waits(entered("Turn"), submitted("waiting"), entered("PreProvision"))).toBe(false);
  });

  it("goes on with an execution that was redriven", () => {
    const progress = foldHistory(
      history(
        entered("Bakery"),
        { type: "ExecutionAborted", executionAbortedEventDetails: { error: "Stopped", cause: "wrong" } },
        { type: "ExecutionRedriven", executionRedrivenEventDetails: { redriveCount: 1 } },
        { type: "TaskScheduled" },
      ),
    );
    expect(progress.status).toBe("RUNNING");
    expect(progress.error).toBeUndefined();
    expect(progress.stages[1]).toEqual({ name: "Bakery", status: "RUNNING", startedMs: START_MS });
  });

  it("measures a stage from entering to leaving its state", () => {
    const [stage] = foldHistory(
      history(entered("PreProvision"), answered({}), exited("PreProvision")),
    ).stages;
    expect((stage?.endedMs ?? 0) - (stage?.startedMs ?? 0)).toBe(2000);
  });

  it("has a stage fail that was left without an answer, and names the state that follows", () => {
    const progress = foldHistory(history(entered("Bakery"), exited("Bakery"), entered("PutBack")));
    expect(progress.stages[1]?.status).toBe("FAILED");
    expect(progress.state).toBe("PutBack");
  });

  it("ends with the execution's error and cause", () => {
    const progress = foldHistory(
      history(entered("Provision"), {
        type: "ExecutionFailed",
        executionFailedEventDetails: { error: "InstancesUnhealthy", cause: "exited at once" },
      }),
    );
    expect(progress).toMatchObject({
      status: "FAILED",
      error: "InstancesUnhealthy",
      cause: "exited at once",
    });
    expect(progress.stages[2]?.status).toBe("FAILED");
  });

  it("shows a stopped execution's stage as stopped", () => {
    const progress = foldHistory(history(entered("Validation"), { type: "ExecutionAborted" }));
    expect(progress.stages[3]?.status).toBe("ABORTED");
  });
});
