import { describe, expect, it } from "vitest";
import { Failure } from "../../../../runtime/asl/failure.ts";
import type { Json, JsonObject } from "../../../../runtime/asl/json.ts";
import { type Machine, startMachine } from "./machine.ts";

/** Types and previous events of a history, from the third event on. */
function tail(machine: Machine): [string, number][] {
  return machine.events.slice(2).map(({ type, previousEventId }) => [type, previousEventId]);
}

const missing: JsonObject = { Type: "Pass", Parameters: { "m.$": "$.nope" }, End: true };
const undefinedOutput: JsonObject = { Type: "Pass", Output: "{% $states.input.nope %}", End: true };
const failing: JsonObject = { Type: "Fail", Error: "Broken", Cause: "on purpose" };
const done: JsonObject = { Type: "Pass", End: true };

function parallel(branches: readonly JsonObject[], fields: JsonObject = {}): JsonObject {
  const Branches = branches.map((state, at) => ({ StartAt: `S${at}`, States: { [`S${at}`]: state } }));
  return { StartAt: "P", States: { P: { Type: "Parallel", Branches, End: true, ...fields }, Done: done } };
}

function map(state: JsonObject, fields: JsonObject = {}): JsonObject {
  const ItemProcessor = { StartAt: "S", States: { S: state } };
  return { StartAt: "M", States: { M: { Type: "Map", ItemProcessor, End: true, ...fields } } };
}

describe("States.Runtime", () => {
  it("ends the execution at once from within a branch", () => {
    const machine = startMachine(parallel([missing]));
    expect(tail(machine)).toEqual([
      ["ParallelStateStarted", 2],
      ["PassStateEntered", 3],
      ["ExecutionFailed", 4],
    ]);
    expect(machine.state.cause).toMatch(
      /^An error occurred while executing the state 'S0' \(entered at the event id #4\)\. /,
    );
  });

  it("ends the execution at once from within an iteration", () => {
    expect(tail(startMachine(map(missing, { MaxConcurrency: 1 }), [1, 2]))).toEqual([
      ["MapStateStarted", 2],
      ["MapIterationStarted", 3],
      ["PassStateEntered", 4],
      ["ExecutionFailed", 5],
    ]);
  });

  it("of a Parallel itself refers to the success of its branches", () => {
    expect(tail(startMachine(parallel([done], { ResultSelector: { "m.$": "$.nope" } })))).toEqual([
      ["ParallelStateStarted", 2],
      ["PassStateEntered", 3],
      ["PassStateExited", 4],
      ["ParallelStateSucceeded", 5],
      ["ExecutionFailed", 6],
    ]);
  });

  it("goes to the state around that names it", () => {
    const Catch = [{ ErrorEquals: ["States.Runtime"], Next: "Done" }];
    const machine = startMachine(parallel([missing], { Catch }));
    expect(machine.types()).toContain("ParallelStateFailed");
    expect(machine.state.status).toBe("SUCCEEDED");
  });

  it("is redriven where it happened, and what ran beside it goes on", () => {
    const call: JsonObject = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", End: true };
    const machine = startMachine(parallel([call, missing]));
    expect(machine.types()).not.toContain("TaskStateAborted");
    machine.send({ type: "redrive", fromStart: false });
    expect(machine.state).toMatchObject({ status: "FAILED", error: "States.Runtime" });
    expect(machine.types().filter((type) => type === "TaskScheduled")).toHaveLength(2);
    expect([...machine.replayed().state.frames.keys()]).toEqual([]);
  });
});

describe("A path to a number of a Map", () => {
  const widthOf = (width: Json) =>
    startMachine(map(done, { MaxConcurrencyPath: "$.width", ItemsPath: "$.items" }), { width, items: [1, 2] })
      .state;

  it("may lead to a text of one", () => {
    expect(widthOf("1")).toMatchObject({ status: "SUCCEEDED", output: [1, 2] });
  });

  it.each(["", "1.5", "one", "0x1", 1.5, null, true])("must not lead to %j", (width) => {
    expect(widthOf(width)).toMatchObject({
      status: "FAILED",
      error: "States.Runtime",
      cause: expect.stringMatching(
        /MaxConcurrencyPath field refers to value ".*" which is not a valid integer/,
      ),
    });
  });
});

describe("A task of a service", () => {
  it.each([["text"], [[1]], [5], [null]])("cannot be started with %j", (given) => {
    const T = { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage", End: true };
    expect(startMachine({ StartAt: "T", States: { T } }, given as Json).state).toMatchObject({
      error: "States.Runtime",
      cause: expect.stringContaining(`The Parameters '${JSON.stringify(given)}' could not be used`),
    });
  });
});

describe("Credentials that are given by data", () => {
  const caller = (input: Json) =>
    startMachine(
      {
        StartAt: "T",
        States: {
          T: {
            Type: "Task",
            Resource: "arn:aws:states:::sqs:sendMessage",
            Credentials: { "RoleArn.$": "$.role" },
            End: true,
          },
        },
      },
      input,
    ).state;

  it("name a role", () => {
    expect(caller({ role: "arn:aws:iam::000000000000:role/other" }).status).toBe("RUNNING");
  });

  it.each([5, "", "other", { a: 1 }, null])("fail the task when they are %j", (role) => {
    expect(caller({ role })).toMatchObject({
      error: "States.Runtime",
      cause: expect.stringContaining("RoleArn"),
    });
  });
});

describe("A Choice that matches nothing and has no default", () => {
  it("fails with States.Runtime, as AWS has it", () => {
    const Choices = [{ Variable: "$.x", StringEquals: "never", Next: "Done" }];
    const definition = { StartAt: "C", States: { C: { Type: "Choice", Choices }, Done: done } };
    expect(startMachine(definition, { x: 1 } as Json).state).toMatchObject({
      status: "FAILED",
      error: "States.Runtime",
      cause:
        "An error occurred while executing the state 'C' (entered at the event id #2). " +
        "Failed to transition out of the state. The state does not point to a next state.",
    });
  });
});

describe("A catcher whose output cannot be evaluated", () => {
  it("fails its state a second time, from where it stood before the first", () => {
    const Catch = [
      { ErrorEquals: ["Other"], Next: "Done" },
      { ErrorEquals: ["States.ALL"], Output: { v: "{% $states.input.nope %}" }, Next: "Done" },
    ];
    const machine = startMachine({ QueryLanguage: "JSONata", ...parallel([failing], { Catch }) });
    expect(tail(machine)).toEqual([
      ["ParallelStateStarted", 2],
      ["FailStateEntered", 3],
      ["ParallelStateFailed", 4],
      ["EvaluationFailed", 4],
      ["ParallelStateFailed", 6],
      ["ExecutionFailed", 7],
    ]);
    expect(machine.events[5]?.details?.location).toBe("Catch[1]/Output/v");
  });

  it("is told apart from a rule of a Choice, which is named too", () => {
    const Choices = [{ Condition: true, Output: "{% $nope %}", Next: "Done" }];
    const States = { C: { Type: "Choice", Choices }, Done: done };
    const machine = startMachine({ QueryLanguage: "JSONata", StartAt: "C", States });
    expect(machine.events.at(-2)?.details?.location).toBe("Choices[0]/Output");
  });
});

describe("A failed evaluation", () => {
  it("in an iteration fails the iteration and its Map", () => {
    const machine = startMachine({ QueryLanguage: "JSONata", ...map(undefinedOutput) }, [1]);
    expect(machine.types().slice(-4)).toEqual([
      "EvaluationFailed",
      "MapIterationFailed",
      "MapStateFailed",
      "ExecutionFailed",
    ]);
  });
});

describe("A call that was to start a job or to ask for a callback", () => {
  const machineOf = () =>
    startMachine({
      StartAt: "T",
      States: {
        T: { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken", End: true },
      },
    });
  const failure = new Failure("SQS.QueueDoesNotExistException", "none");

  it("and failed was not submitted", () => {
    const machine = machineOf();
    machine.send({ type: "task-failed", frame: 0, eventId: 3, failure, submission: true });
    expect(tail(machine).slice(2)).toEqual([
      ["TaskSubmitFailed", 4],
      ["ExecutionFailed", 5],
    ]);
  });

  it("may be answered before it returns", () => {
    const machine = machineOf();
    machine.send({ type: "task-failed", frame: 0, eventId: 3, failure });
    expect(machine.types().slice(-2)).toEqual(["TaskFailed", "ExecutionFailed"]);
  });
});
