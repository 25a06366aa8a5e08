import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Failure } from "../../../../runtime/asl/failure.ts";
import { compileRetrier, matchesError, retryDelayMs } from "../../../../runtime/asl/retry.ts";
import { startMachine } from "./machine.ts";
import { holds } from "./properties/holds.ts";

describe("the delay before a retry", () => {
  it("grows by the rate from one second, three times, unless said otherwise", () => {
    const retrier = compileRetrier({ ErrorEquals: ["E"] });
    expect(retrier.maxAttempts).toBe(3);
    expect([0, 1, 2].map((attempts) => retryDelayMs(retrier, attempts, 1))).toEqual([1000, 2000, 4000]);
  });

  it("never exceeds MaxDelaySeconds, and full jitter never exceeds the delay without", () => {
    const numbers = {
      interval: fc.integer({ min: 1, max: 1000 }),
      rate: fc.double({ min: 1, max: 10, noNaN: true }),
      most: fc.integer({ min: 1, max: 5000 }),
    };
    holds(
      fc.property(
        numbers.interval,
        numbers.rate,
        numbers.most,
        fc.nat(50),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (interval, rate, most, attempts, random) => {
          const raw = {
            ErrorEquals: ["E"],
            IntervalSeconds: interval,
            BackoffRate: rate,
            MaxDelaySeconds: most,
          };
          const plain = retryDelayMs(compileRetrier(raw), attempts, random);
          expect(plain).toBeLessThanOrEqual(most * 1000);
          const jittered = retryDelayMs(compileRetrier({ ...raw, JitterStrategy: "FULL" }), attempts, random);
          expect(jittered).toBeLessThanOrEqual(plain);
          expect(jittered).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

describe("a state that keeps failing", () => {
  const retrier = fc.record(
    {
      ErrorEquals: fc.constant(["Busy"]),
      IntervalSeconds: fc.integer({ min: 1, max: 100 }),
      MaxAttempts: fc.nat(6),
      BackoffRate: fc.double({ min: 1, max: 4, noNaN: true }),
      MaxDelaySeconds: fc.integer({ min: 1, max: 500 }),
      JitterStrategy: fc.constantFrom("FULL", "NONE"),
    },
    { requiredKeys: ["ErrorEquals"] },
  );

  it("is tried as often as it may, each time after the interval that the language says", () => {
    const cases = fc.property(retrier, (raw) => {
      const {
        IntervalSeconds = 1,
        MaxAttempts = 3,
        BackoffRate = 2,
        MaxDelaySeconds = 1e9,
        JitterStrategy,
      } = raw;
      const machine = startMachine({
        StartAt: "Call",
        States: { Call: { Type: "Task", Resource: LAMBDA, Retry: [raw], End: true } },
      });
      const delays: number[] = [];
      for (;;) {
        const task = machine.effects.find(({ type }) => type === "task");
        if (task?.type !== "task") break;
        const { frame, eventId } = task;
        machine.send({ type: "task-failed", frame, eventId, failure: new Failure("Busy") });
        const armed = machine.effects.find(({ type }) => type === "arm");
        if (armed?.type !== "arm") break;
        delays.push(armed.atMs - machine.nowMs);
        machine.nowMs = armed.atMs;
        machine.send({ ...armed, type: "timer" });
      }
      // The machine's dice always show a half.
      const share = JitterStrategy === "FULL" ? 0.5 : 1;
      const expected = Array.from({ length: MaxAttempts }, (_, attempt) =>
        Math.round(Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds) * 1000 * share),
      );
      expect(delays).toEqual(expected);
      expect(machine.state).toMatchObject({ status: "FAILED", error: "Busy" });
    });
    holds(cases, 200);
  });

  it("of whose call nothing is left but the failing arguments is retried too", () => {
    const Retry = [{ ErrorEquals: ["States.ALL"], MaxAttempts: 2 }];
    const Parameters = { "x.$": "States.ArrayGetItem($, 9)" };
    const machine = startMachine(
      { StartAt: "Call", States: { Call: { Type: "Task", Resource: LAMBDA, Parameters, Retry, End: true } } },
      [1],
    );
    for (let attempt = 0; attempt < 2; attempt++) {
      expect(machine.state.status).toBe("RUNNING");
      const armed = machine.effects.find((effect) => effect.type === "arm" && effect.purpose === "retry");
      if (armed?.type === "arm") machine.send({ ...armed, type: "timer" });
    }
    expect(machine.state).toMatchObject({ status: "FAILED", error: "States.IntrinsicFailure" });
    expect(machine.replayed().state).toEqual(machine.state);
  });
});

const LAMBDA = "arn:aws:states:::lambda:invoke";

describe("a list of error names", () => {
  it.each([
    [["States.ALL"], "Any", true],
    [["States.ALL"], "States.Timeout", true],
    [["States.ALL"], "States.Runtime", false],
    [["States.ALL"], "States.DataLimitExceeded", false],
    [["States.DataLimitExceeded"], "States.DataLimitExceeded", true],
    [["States.TaskFailed"], "Any", true],
    [["States.TaskFailed"], "States.Timeout", false],
    [["A", "B"], "B", true],
    [["A"], "a", false],
  ] as const)("%j and %s: %s", (names, error, matches) => {
    expect(matchesError(names, new Failure(error))).toBe(matches);
  });
});
