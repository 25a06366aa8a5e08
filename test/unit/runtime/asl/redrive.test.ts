import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evolve } from "../../../../runtime/asl/evolve.ts";
import { emptyExecution } from "../../../../runtime/asl/execution-state.ts";
import { Failure } from "../../../../runtime/asl/failure.ts";
import type { Json, JsonObject } from "../../../../runtime/asl/json.ts";
import { type Machine, startMachine } from "./machine.ts";
import { definition, input } from "./properties/definitions.ts";
import { holds } from "./properties/holds.ts";
import { runInWorld, type World } from "./properties/run.ts";

const call = (fields: JsonObject = {}): JsonObject => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Parameters: { "FunctionName.$": "$" },
  End: true,
  ...fields,
});

/** The tasks that wait for an answer, by the name of the function they call. */
function openTasks(machine: Machine): Map<Json, { frame: number; eventId: number }> {
  const open = new Map<Json, { frame: number; eventId: number }>();
  for (const { id, pending } of machine.state.frames.values()) {
    if (pending?.kind !== "task") continue;
    const { FunctionName } = pending.parameters as JsonObject;
    open.set(FunctionName ?? null, { frame: id, eventId: pending.eventId });
  }
  return open;
}

function succeed(machine: Machine, name: Json, output: Json = name): void {
  const task = openTasks(machine).get(name);
  if (task === undefined) throw new Error(`nobody calls ${JSON.stringify(name)}`);
  machine.send({ type: "task-succeeded", ...task, output });
}

function fail(machine: Machine, name: Json, error = "Broken"): void {
  const task = openTasks(machine).get(name);
  if (task === undefined) throw new Error(`nobody calls ${JSON.stringify(name)}`);
  machine.send({ type: "task-failed", ...task, failure: new Failure(error) });
}

function redrive(machine: Machine): void {
  machine.send({ type: "redrive", fromStart: false });
}

/** The live state must be what the events alone make of it. */
function expectReplayed(machine: Machine): void {
  const { state } = machine.replayed();
  expect([...state.frames.keys()].sort()).toEqual([...machine.state.frames.keys()].sort());
  for (const [id, frame] of state.frames)
    expect(frame.pending).toEqual(machine.state.frames.get(id)?.pending);
}

describe("A redriven execution", () => {
  it("schedules the task that failed again, and goes on from it", () => {
    const machine = startMachine(
      {
        StartAt: "Before",
        States: {
          Before: { Type: "Pass", Next: "Call" },
          Call: { ...call(), End: false, Next: "After" },
          After: { Type: "Pass", End: true },
        },
      },
      "f",
    );
    fail(machine, "f");
    expect(machine.state.status).toBe("FAILED");
    machine.nowMs += 1000;
    const ended = machine.state.lastEventId;
    redrive(machine);
    expect(machine.events.slice(ended)).toMatchObject([
      { type: "ExecutionRedriven", previousEventId: ended, details: { redriveCount: 1 } },
      { type: "TaskScheduled", previousEventId: ended + 1 },
      { type: "TaskStarted" },
    ]);
    expect(machine.state).toMatchObject({ status: "RUNNING", redriveCount: 1, redrivenAtMs: machine.nowMs });
    expectReplayed(machine);
    succeed(machine, "f", 42);
    expect(machine.state).toMatchObject({ status: "SUCCEEDED", output: 42 });
  });

  it("runs only the branches that failed or were aborted", () => {
    const branch = (name: string) => ({
      StartAt: name,
      States: { [name]: call({ Parameters: { FunctionName: name } }) },
    });
    const machine = startMachine({
      StartAt: "All",
      States: { All: { Type: "Parallel", End: true, Branches: [branch("a"), branch("b"), branch("c")] } },
    });
    succeed(machine, "b", "first");
    fail(machine, "a");
    redrive(machine);
    expectReplayed(machine);
    expect([...openTasks(machine).keys()].sort()).toEqual(["a", "c"]);
    fail(machine, "c");
    redrive(machine);
    expect([...openTasks(machine).keys()].sort()).toEqual(["a", "c"]);
    succeed(machine, "c");
    succeed(machine, "a");
    expect(machine.state).toMatchObject({
      status: "SUCCEEDED",
      output: ["a", "first", "c"],
      redriveCount: 2,
    });
  });

  it("runs only the iterations that failed or were aborted, and then those that had not begun", () => {
    const machine = startMachine(
      {
        StartAt: "Each",
        States: {
          Each: {
            Type: "Map",
            MaxConcurrency: 2,
            End: true,
            ItemProcessor: { StartAt: "Call", States: { Call: call() } },
          },
        },
      },
      ["a", "b", "c", "d"],
    );
    succeed(machine, "a");
    fail(machine, "c");
    redrive(machine);
    expectReplayed(machine);
    expect([...openTasks(machine).keys()].sort()).toEqual(["b", "c"]);
    for (const name of ["b", "c", "d"]) succeed(machine, name);
    expect(machine.state).toMatchObject({ status: "SUCCEEDED", output: ["a", "b", "c", "d"] });
  });

  it("goes on inside nested forks, also after it was stopped", () => {
    const inner = { StartAt: "Call", States: { Call: call() } };
    const machine = startMachine(
      {
        StartAt: "Outer",
        States: {
          Outer: {
            Type: "Map",
            End: true,
            ItemProcessor: {
              StartAt: "Inner",
              States: { Inner: { Type: "Map", End: true, ItemProcessor: inner } },
            },
          },
        },
      },
      [["a", "b"], ["c"]],
    );
    succeed(machine, "a");
    machine.send({ type: "stop", error: undefined, cause: undefined });
    redrive(machine);
    expectReplayed(machine);
    expect([...openTasks(machine).keys()].sort()).toEqual(["b", "c"]);
    succeed(machine, "b");
    succeed(machine, "c");
    expect(machine.state).toMatchObject({ status: "SUCCEEDED", output: [["a", "b"], ["c"]] });
  });

  it("enters the state that a branch was about to enter when another one failed", () => {
    const machine = startMachine({
      StartAt: "Both",
      States: {
        Both: {
          Type: "Parallel",
          End: true,
          Branches: [
            { StartAt: "Pass", States: { Pass: { Type: "Pass", Next: "Fail" }, Fail: { Type: "Fail" } } },
            {
              StartAt: "One",
              States: { One: { Type: "Pass", Next: "Two" }, Two: { Type: "Pass", Result: 2, End: true } },
            },
          ],
        },
      },
    });
    expect(machine.state.status).toBe("FAILED");
    const ended = machine.events.length;
    redrive(machine);
    const entered = machine.events.slice(ended).map(({ type, details }) => `${type} ${details?.name ?? ""}`);
    expect(entered).toContain("FailStateEntered Fail");
    expect(entered.filter((text) => text.endsWith("One"))).toEqual([]);
    expect(machine.state).toMatchObject({ status: "FAILED", redriveCount: 1 });
  });

  it("runs a fork anew whose data were too large", () => {
    const branch = (name: string) => ({
      StartAt: name,
      States: { [name]: call({ Parameters: { FunctionName: name } }) },
    });
    const machine = startMachine({
      StartAt: "Both",
      States: { Both: { Type: "Parallel", End: true, Branches: [branch("a"), branch("b")] } },
    });
    succeed(machine, "a");
    fail(machine, "b", "States.DataLimitExceeded");
    redrive(machine);
    expect([...openTasks(machine).keys()].sort()).toEqual(["a", "b"]);
  });

  it("waits again and counts retries from nought", () => {
    const Retry = [{ ErrorEquals: ["Broken"], MaxAttempts: 1 }];
    const machine = startMachine({ StartAt: "Call", States: { Call: call({ Retry }) } }, "f");
    for (let attempt = 0; attempt < 2; attempt++) {
      fail(machine, "f");
      const eventId = machine.state.frames.get(0)?.pending?.eventId ?? 0;
      machine.send({ type: "timer", frame: 0, eventId, purpose: "retry" });
    }
    expect(machine.state.status).toBe("FAILED");
    redrive(machine);
    fail(machine, "f");
    expect(machine.state.status).toBe("RUNNING");

    const waiting = startMachine({ StartAt: "W", States: { W: { Type: "Wait", Seconds: 9, End: true } } });
    waiting.send({ type: "stop", error: undefined, cause: undefined });
    waiting.nowMs += 60_000;
    redrive(waiting);
    const arm = waiting.effects.find((effect) => effect.type === "arm" && effect.purpose === "wait");
    expect(arm).toMatchObject({ atMs: waiting.nowMs + 9000 });
    expect(waiting.replayed().effects).toContainEqual(arm);
    if (arm?.type === "arm") waiting.send({ ...arm, type: "timer" });
    expect(waiting.state.status).toBe("SUCCEEDED");
  });

  it("has its whole time again", () => {
    const machine = startMachine({ StartAt: "Call", TimeoutSeconds: 60, States: { Call: call() } }, "f");
    machine.nowMs += 60_000;
    machine.send({ type: "timer", frame: 0, eventId: 0, purpose: "execution" });
    expect(machine.state.status).toBe("TIMED_OUT");
    redrive(machine);
    const arm = expect.objectContaining({ purpose: "execution", atMs: machine.nowMs + 60_000 });
    expect(machine.effects).toContainEqual(arm);
    expect(machine.replayed().effects).toContainEqual(arm);
  });

  it("tells its states how often and when it was redriven", () => {
    const machine = startMachine({
      StartAt: "Call",
      States: {
        Call: call({
          Parameters: { "FunctionName.$": "$$.Execution.RedriveCount", "at.$": "$$.Execution.RedriveTime" },
        }),
      },
    });
    expect(machine.state).toMatchObject({ status: "FAILED", error: "States.Runtime" });
    redrive(machine);
    expect([...openTasks(machine).keys()]).toEqual([1]);
  });

  it("cannot be one that succeeded", () => {
    const machine = startMachine({ StartAt: "P", States: { P: { Type: "Pass", End: true } } });
    const { events } = machine.send({ type: "redrive", fromStart: false });
    expect(events).toEqual([]);
  });

  it("starts again when it is an Express workflow", () => {
    const machine = startMachine(
      { StartAt: "P", States: { P: { Type: "Pass", Next: "Call" }, Call: call() } },
      "f",
    );
    fail(machine, "f");
    const ended = machine.events.length;
    machine.send({ type: "redrive", fromStart: true });
    expect(machine.types().slice(ended, ended + 2)).toEqual(["ExecutionStarted", "PassStateEntered"]);
    succeed(machine, "f");
    expect(machine.state.status).toBe("SUCCEEDED");
  });
});

describe("A distributed Map", () => {
  const map: JsonObject = {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        Label: "L",
        End: true,
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "P",
          States: { P: { Type: "Pass", End: true } },
        },
      },
    },
  };
  const mapRun = (machine: Machine) => machine.effects.find((effect) => effect.type === "map-run");
  const failRun = (machine: Machine, error: string) => {
    const { frame = 0, eventId = 0 } = mapRun(machine) ?? {};
    machine.send({ type: "map-run-failed", frame, eventId, failure: new Failure(error) });
  };

  it("goes on with its map run when it is redriven", () => {
    const machine = startMachine(map, [1, 2]);
    const first = mapRun(machine);
    failRun(machine, "States.ExceedToleratedFailureThreshold");
    redrive(machine);
    expect(machine.events.at(-1)).toMatchObject({
      type: "MapRunRedriven",
      details: { mapRunArn: first?.mapRunArn, redriveCount: 1 },
    });
    expect(mapRun(machine)).toMatchObject({ mapRunArn: first?.mapRunArn, redriveCount: 1, items: [1, 2] });
    expect(machine.replayed().effects.find((effect) => effect.type === "map-run")).toMatchObject({
      redriveCount: 1,
    });
  });

  it("starts a new map run when the data were too large", () => {
    const machine = startMachine(map, [1, 2]);
    failRun(machine, "States.DataLimitExceeded");
    redrive(machine);
    expect(machine.types().slice(-2)).toEqual(["MapStateStarted", "MapRunStarted"]);
    expect(mapRun(machine)).toMatchObject({ redriveCount: 0 });
  });
});

describe("every definition", () => {
  const answers = fc.array(fc.constantFrom("input", "text", "Busy", "States.Timeout"), {
    minLength: 1,
    maxLength: 5,
  }) as fc.Arbitrary<World["answers"]>;

  it("can be redriven and stopped again and again, and is what its events make of it", () => {
    const interruption = fc.record({ stopAfter: fc.nat({ max: 12 }), most: fc.integer({ min: 1, max: 50 }) });
    const cases = fc.property(definition, input, answers, interruption, (raw, value, given, cut) => {
      const { events, state } = runInWorld(raw, value, {
        answers: given,
        redrives: 3,
        stopAfter: cut.stopAfter,
        isLong: (count) => count >= cut.most,
      });
      expect(events.map(({ id }) => id)).toEqual(events.map((_event, index) => index + 1));
      const redrives = events.filter(({ type }) => type === "ExecutionRedriven");
      expect(state.redriveCount).toBe(redrives.length);
      expect(state.status === "SUCCEEDED" || redrives.length === 3).toBe(true);
      const copy = emptyExecution(state.identity);
      for (const event of JSON.parse(JSON.stringify(events)) as typeof events) evolve(copy, event);
      if (state.unsaved.length === 0) expect(copy).toEqual(state);
    });
    holds(cases, 300);
  });

  it("ends a state as often as it enters it, when it succeeds after redrives", () => {
    const cases = fc.property(definition, input, answers, (raw, value, given) => {
      const { events, state } = runInWorld(raw, value, { answers: given, redrives: 3 });
      if (state.status !== "SUCCEEDED") return;
      const count = (ending: string) => events.filter(({ type }) => type.endsWith(ending)).length;
      expect(count("StateExited")).toBeLessThanOrEqual(count("StateEntered"));
      const iterations = new Map<string, number>();
      for (const { type, details, frame } of events) {
        if (type !== "MapIterationSucceeded") continue;
        const key = `${frame} ${details?.name} ${details?.index}`;
        iterations.set(key, (iterations.get(key) ?? 0) + 1);
      }
      expect([...iterations.values()].filter((times) => times > 1)).toEqual([]);
    });
    holds(cases, 300);
  });
});
