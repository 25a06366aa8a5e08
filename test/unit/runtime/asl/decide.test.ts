import { describe, expect, it } from "vitest";
import { Failure } from "../../../../runtime/asl/failure.ts";
import type { JsonObject } from "../../../../runtime/asl/json.ts";
import { runToEnd, startMachine } from "./machine.ts";

const task = (fields: JsonObject = {}): JsonObject => ({
  StartAt: "Call",
  States: {
    Call: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Parameters: { FunctionName: "f" },
      End: true,
      ...fields,
    },
    Caught: { Type: "Pass", End: true },
  },
});

describe("a Task state", () => {
  it("is scheduled and started before anything is called", () => {
    const machine = startMachine(task());
    expect(machine.types()).toEqual(["ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted"]);
    expect(machine.effects.filter(({ type }) => type === "task")).toMatchObject([
      { eventId: 3, parameters: { FunctionName: "f" } },
    ]);
  });

  it("ends with what its work answered, once", () => {
    const machine = startMachine(task());
    machine.send({ type: "task-succeeded", frame: 0, eventId: 3, output: { a: 1 } });
    expect(machine.state).toMatchObject({ status: "SUCCEEDED", output: { a: 1 } });
    expect(machine.send({ type: "task-succeeded", frame: 0, eventId: 3, output: 2 }).events).toEqual([]);
  });

  it("waits for the interval of its retrier and counts the attempts of each retrier", () => {
    const machine = startMachine(
      task({ Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 5, MaxAttempts: 1 }] }),
    );
    machine.send({ type: "task-failed", frame: 0, eventId: 3, failure: new Failure("Busy") });
    expect(machine.effects).toContainEqual(
      expect.objectContaining({ type: "arm", purpose: "retry", atMs: machine.nowMs + 5000 }),
    );
    machine.send({ type: "timer", frame: 0, eventId: 5, purpose: "retry" });
    expect(machine.types().slice(5)).toEqual(["TaskScheduled", "TaskStarted"]);
    machine.send({ type: "task-failed", frame: 0, eventId: 6, failure: new Failure("Busy", "still") });
    expect(machine.state).toMatchObject({ status: "FAILED", error: "Busy", cause: "still" });
  });

  it("lets a missed heartbeat be caught by its own name and reports a timeout", () => {
    const Catch = [{ ErrorEquals: ["States.HeartbeatTimeout"], Next: "Caught" }];
    const machine = startMachine(
      task({ Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken", HeartbeatSeconds: 9, Catch }),
    );
    machine.send({ type: "timer", frame: 0, eventId: 3, purpose: "heartbeat" });
    expect(machine.types()).toContain("TaskTimedOut");
    expect(machine.state).toMatchObject({
      status: "SUCCEEDED",
      output: { Error: "States.Timeout", Cause: "" },
    });
  });

  it("times out with all others that are due at the same moment before the first one is handled", () => {
    const body = task({ TimeoutSeconds: 5, Catch: [] });
    const machine = startMachine(
      { StartAt: "Map", States: { Map: { Type: "Map", End: true, ItemProcessor: body } } },
      [1, 2, 3],
    );
    const scheduled = machine.events.filter(({ type }) => type === "TaskScheduled");
    machine.nowMs += 5000;
    const [first] = scheduled;
    machine.send({ type: "timer", frame: first?.frame ?? 0, eventId: first?.id ?? 0, purpose: "timeout" });
    expect(machine.types().slice(-11)).toEqual([
      "TaskTimedOut",
      "TaskTimedOut",
      "TaskTimedOut",
      "MapIterationFailed",
      "TaskStateAborted",
      "MapIterationAborted",
      "TaskStateAborted",
      "MapIterationAborted",
      "TaskStateAborted",
      "MapStateFailed",
      "ExecutionFailed",
    ]);
  });

  it("does not time out with others that are due later", () => {
    const branch = (seconds: number) => task({ TimeoutSeconds: seconds });
    const machine = startMachine({
      StartAt: "Both",
      States: { Both: { Type: "Parallel", End: true, Branches: [branch(5), branch(6)] } },
    });
    const [first] = machine.events.filter(({ type }) => type === "TaskScheduled");
    machine.nowMs += 5000;
    machine.send({ type: "timer", frame: first?.frame ?? 0, eventId: first?.id ?? 0, purpose: "timeout" });
    expect(machine.types().filter((type) => type === "TaskTimedOut")).toHaveLength(1);
  });

  it("does not let States.ALL catch a failure of the runtime", () => {
    const outcome = runToEnd({
      StartAt: "Wait",
      States: { Wait: { Type: "Wait", SecondsPath: "$.no", End: true } },
    });
    expect(outcome).toMatchObject({ status: "FAILED", error: "States.Runtime" });
  });
});

describe("Parallel and Map states", () => {
  const item = {
    StartAt: "Call",
    States: {
      Call: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Parameters: { "x.$": "$" },
        End: true,
      },
    },
  };
  const map: JsonObject = {
    StartAt: "Map",
    States: { Map: { Type: "Map", MaxConcurrency: 2, ItemProcessor: item, End: true } },
  };

  it("run no more iterations at once than they may, and keep the order of items", () => {
    const machine = startMachine(map, ["a", "b", "c"]);
    expect(machine.types().filter((type) => type === "MapIterationStarted")).toHaveLength(2);
    for (const frame of [2, 1, 3]) {
      const eventId = machine.state.frames.get(frame)?.pending?.eventId ?? 0;
      machine.send({ type: "task-succeeded", frame, eventId, output: frame });
    }
    expect(machine.state).toMatchObject({ status: "SUCCEEDED", output: [1, 2, 3] });
  });

  it("abort the siblings of an iteration that failed", () => {
    const machine = startMachine(map, ["a", "b"]);
    const eventId = machine.state.frames.get(1)?.pending?.eventId ?? 0;
    machine.send({ type: "task-failed", frame: 1, eventId, failure: new Failure("Broken") });
    expect(machine.types().slice(-6)).toEqual([
      "MapIterationFailed",
      "TaskStateAborted",
      "MapIterationAborted",
      "TaskStateAborted",
      "MapStateFailed",
      "ExecutionFailed",
    ]);
    expect(machine.effects).toContainEqual(expect.objectContaining({ type: "disarm", frame: 2 }));
  });

  it("do not let variables assigned inside be seen outside", () => {
    const inner = {
      StartAt: "In",
      States: {
        In: { Type: "Pass", Assign: { inner: "{% $outer + 1 %}" }, Output: "{% $outer %}", End: true },
      },
    };
    const outcome = runToEnd({
      QueryLanguage: "JSONata",
      StartAt: "Set",
      States: {
        Set: { Type: "Pass", Assign: { outer: 1 }, Next: "Both" },
        Both: {
          Type: "Parallel",
          Branches: [inner, { ...inner, States: { In: inner.States.In } }],
          Next: "Out",
        },
        Out: { Type: "Pass", Output: "{% [$states.input, $exists($inner)] %}", End: true },
      },
    });
    expect(outcome).toMatchObject({ status: "SUCCEEDED", output: [1, 1, false] });
  });
});

describe("payloads", () => {
  it.each([
    [
      "nested deeper at every turn",
      {
        QueryLanguage: "JSONata",
        StartAt: "A",
        States: {
          A: { Type: "Pass", Output: "{% [[$states.input]] %}", Next: "B" },
          B: { Type: "Pass", Output: "{% {'a': $states.input} %}", Next: "A" },
        },
      },
    ],
    [
      "doubled at every turn",
      {
        QueryLanguage: "JSONata",
        StartAt: "A",
        States: {
          A: { Type: "Pass", Output: "{% {'a': $states.input, 'b': $states.input} %}", Next: "B" },
          B: { Type: "Pass", Next: "A" },
        },
      },
    ],
    [
      "kept in a variable",
      {
        QueryLanguage: "JSONata",
        StartAt: "A",
        States: { A: { Type: "Pass", Assign: { v: "{% $pad('', 300000, 'x') %}" }, End: true } },
      },
    ],
  ])("that are %s end the execution at their limit", (_what, definition) => {
    expect(runToEnd(definition, { a: 1 })).toMatchObject({
      status: "FAILED",
      error: "States.DataLimitExceeded",
    });
  });

  it("that a function makes too deep fail the evaluation or the state, never the engine", () => {
    const text = "[".repeat(100_000) + "]".repeat(100_000);
    const outcome = runToEnd(
      {
        QueryLanguage: "JSONata",
        ...{
          StartAt: "A",
          States: { A: { Type: "Pass", Output: "{% $parse($states.input) %}", End: true } },
        },
      },
      text,
    );
    expect(outcome.status).toBe("FAILED");
  });
});

describe("the events of an execution", () => {
  const machines: readonly JsonObject[] = [
    task({ TimeoutSeconds: 7, Retry: [{ ErrorEquals: ["States.ALL"] }] }),
    { StartAt: "Wait", States: { Wait: { Type: "Wait", Seconds: 60, End: true } } },
    {
      StartAt: "Both",
      States: {
        Both: {
          Type: "Parallel",
          End: true,
          Branches: [
            task(),
            task({ Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken", HeartbeatSeconds: 3 }),
          ],
        },
      },
    },
  ];

  it("fold to the state they came from, which asks for the same effects again", () => {
    for (const definition of machines) {
      const machine = startMachine(definition);
      const { state, effects } = machine.replayed();
      expect([...state.frames.values()].map(({ pending }) => pending)).toEqual(
        [...machine.state.frames.values()].map(({ pending }) => pending),
      );
      const key = (effect: { type: string }) => JSON.stringify(effect);
      expect(effects.map(key).sort()).toEqual(machine.effects.map(key).sort());
    }
  });

  it("keep the deadline of a retry over a restart", () => {
    const machine = startMachine(task({ Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 30 }] }));
    machine.send({ type: "task-failed", frame: 0, eventId: 3, failure: new Failure("Busy") });
    const dueMs = machine.nowMs + 30_000;
    machine.nowMs += 10_000;
    expect(machine.replayed().effects).toContainEqual(
      expect.objectContaining({ purpose: "retry", atMs: dueMs }),
    );
  });

  it("are no more than 25,000: the last one is the failure", () => {
    const forever = {
      StartAt: "A",
      States: { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } },
    };
    const machine = startMachine(forever);
    expect(machine.events).toHaveLength(25_000);
    expect(machine.state).toMatchObject({ status: "FAILED", error: "States.Runtime" });
  });

  it("are as many as the type of the execution allows", () => {
    const each = { Type: "Map", ItemProcessor: { StartAt: "A", States: { A: { Type: "Pass", End: true } } } };
    const machine = startMachine(
      { StartAt: "Each", States: { Each: { ...each, End: true } } },
      Array.from({ length: 10_000 }, (_, at) => at),
      { mostEvents: 250_000 },
    );
    expect(machine.events.length).toBeGreaterThan(40_000);
    expect(machine.state.status).toBe("SUCCEEDED");
  });
});

describe("variables", () => {
  const text = "x".repeat(260_000);
  const assign = (name: string, Next: string | undefined): JsonObject => ({
    Type: "Pass",
    Assign: { [name]: text },
    ...(Next === undefined ? { End: true } : { Next }),
  });
  const chain = (count: number): JsonObject => {
    const names = Array.from({ length: count }, (_, at) => `v${at}`);
    const states = names.map((name, at) => [name, assign(name, names[at + 1])]);
    return { StartAt: "v0", States: Object.fromEntries(states) };
  };

  it("may have 10 MiB together", () => {
    expect(runToEnd(chain(40))).toMatchObject({ status: "SUCCEEDED" });
    expect(runToEnd(chain(41))).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
  });
});
