import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evolve } from "../../../../runtime/asl/evolve.ts";
import { type ExecutionState, emptyExecution } from "../../../../runtime/asl/execution-state.ts";
import type { HistoryEvent } from "../../../../runtime/asl/history-event.ts";
import type { Json, JsonObject } from "../../../../runtime/asl/json.ts";
import { validateDefinition } from "../../../../runtime/asl/validate/validate-definition.ts";
import type { Machine } from "./machine.ts";
import { definition, input } from "./properties/definitions.ts";
import { checkHistory, checkStates } from "./properties/history.ts";
import { holds } from "./properties/holds.ts";
import { runInWorld, type World } from "./properties/run.ts";

const answers = fc.array(fc.constantFrom("input", "text", "Busy", "States.Timeout"), {
  minLength: 1,
  maxLength: 4,
}) as fc.Arbitrary<World["answers"]>;
const execution = fc.tuple(definition, input, answers);

/** Folds events as they come, each through JSON as the journal does it, and compares. */
function checkFold(): (machine: Machine) => void {
  let copy: ExecutionState | undefined;
  let folded = 0;
  return ({ events, state }) => {
    copy ??= emptyExecution(state.identity);
    for (const event of events.slice(folded)) evolve(copy, JSON.parse(JSON.stringify(event)) as HistoryEvent);
    folded = events.length;
    if (state.unsaved.length === 0) expect(copy).toEqual(state);
  };
}

describe("every definition", () => {
  it("that is generated is valid", () => {
    holds(
      fc.property(definition, (raw) => {
        const found = validateDefinition(JSON.stringify(raw), "STANDARD");
        expect(found.filter(({ message }) => !message.endsWith("is not reachable."))).toEqual([]);
      }),
      300,
    );
  });

  it("comes to an end with a whole history, and is what its events make of it after each decision", () => {
    const cases = fc.property(execution, ([raw, value, given]) => {
      const { events } = runInWorld(raw, value, {
        answers: given,
        watch: checkFold(),
      });
      checkHistory(events);
      checkStates(events);
      expect(events.at(-1)?.type).not.toBe("ExecutionAborted");
    });
    holds(cases, 300);
  });

  it("has the same history when its decisions are cut short everywhere", () => {
    const cases = fc.property(execution, fc.integer({ min: 1, max: 6 }), ([raw, value, given], most) => {
      const cut = runInWorld(raw, value, {
        answers: given,
        isLong: (events) => events >= most,
        watch: checkFold(),
      });
      checkHistory(cut.events);
      const outcome = ({ status, output, error }: ExecutionState) => ({ status, output, error });
      if (hasForks(raw)) return;
      const plain = runInWorld(raw, value, { answers: given });
      expect(cut.types()).toEqual(plain.types());
      expect(outcome(cut.state)).toEqual(outcome(plain.state));
    });
    holds(cases, 300);
  });

  it("ends with its last event when the history is full", () => {
    const cases = fc.property(
      execution,
      fc.integer({ min: 3, max: 60 }),
      ([raw, value, given], mostEvents) => {
        const { events, state } = runInWorld(raw, value, { answers: given, mostEvents });
        checkHistory(events, mostEvents);
        if (events.length < mostEvents || state.status !== "FAILED") return;
        if (state.cause?.includes("maximum number") === true) expect(state.error).toBe("States.Runtime");
      },
    );
    holds(cases, 300);
  });
});

/** Whether states run side by side: the order of their events depends on where decisions are cut. */
function hasForks(raw: JsonObject): boolean {
  return /"(?:Map|Parallel)"/.test(JSON.stringify(raw));
}

describe("a state machine that goes round and round", () => {
  const loop = (fields: JsonObject = {}): JsonObject => ({
    StartAt: "A",
    States: { A: { Type: "Pass", Next: "B", ...fields }, B: { Type: "Pass", Next: "A" } },
  });
  const run = (raw: JsonObject, value: Json = {}) => runInWorld(raw, value, { answers: ["input"] });

  it("fails with the 25,000th event, which says so", () => {
    const { events, state } = run(loop());
    expect(events).toHaveLength(25_000);
    expect(events.at(-1)?.type).toBe("ExecutionFailed");
    expect(state).toMatchObject({
      status: "FAILED",
      error: "States.Runtime",
      cause: "The execution reached the maximum number of history events (25000).",
    });
  });

  it("fails so in the midst of the iterations of a Map, too", () => {
    const Items = "{% [1..60000] %}";
    const ItemProcessor = { StartAt: "I", States: { I: { Type: "Succeed" } } };
    const { events, state } = run({
      QueryLanguage: "JSONata",
      StartAt: "M",
      States: { M: { Type: "Map", Items, ItemProcessor, End: true } },
    });
    expect(events).toHaveLength(25_000);
    expect(state).toMatchObject({ status: "FAILED", error: "States.Runtime" });
  });

  it("may succeed with that event", () => {
    const chain = (states: number): JsonObject => ({
      StartAt: "S1",
      States: Object.fromEntries(
        Array.from({ length: states }, (_, at) => [
          `S${at + 1}`,
          { Type: "Pass", ...(at + 1 < states ? { Next: `S${at + 2}` } : { End: true }) },
        ]),
      ),
    });
    expect(runInWorld(chain(4), {}, { answers: ["input"], mostEvents: 10 }).state.status).toBe("SUCCEEDED");
    expect(runInWorld(chain(4), {}, { answers: ["input"], mostEvents: 9 }).state.status).toBe("FAILED");
  });
});
