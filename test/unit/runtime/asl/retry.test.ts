import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Failure } from "../../../../runtime/asl/failure.ts";
import { compileRetrier, matchesError, retryDelayMs } from "../../../../runtime/asl/retry.ts";

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
    fc.assert(
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
