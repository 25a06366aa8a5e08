import { describe, expect, it } from "vitest";
import {
  type CheckResult,
  delayToNextCheckMs,
  type HealthCheck,
  judge,
  matchesCode,
  type TargetHealth,
  unchecked,
} from "../../../../runtime/compute/load-balancer/target-health.ts";

const settings: HealthCheck = {
  ...{ path: "/", port: "traffic-port", intervalSeconds: 5, timeoutSeconds: 2, matcher: "200" },
  ...{ healthyThreshold: 3, unhealthyThreshold: 2 },
};
const passed: CheckResult = { type: "passed" };
const failed: CheckResult = { type: "failed", reason: "Target.Timeout", description: "Request timed out" };

/** The health after checks with these results, one a second. */
function checked(start: TargetHealth, results: readonly CheckResult[]): TargetHealth {
  return results.reduce(
    (health, result, index) => judge(health, { result, settings, nowMs: index * 1000 }),
    start,
  );
}

describe("target health", () => {
  it("is healthy after the first passed check", () => {
    expect(checked(unchecked(0), [failed, failed, passed]).state).toBe("healthy");
  });

  it("stays initial until the failing checks would have taken their intervals", () => {
    expect(checked(unchecked(0), Array(10).fill(failed)).state).toBe("initial");
    const unhealthy = checked(unchecked(0), Array(11).fill(failed));
    expect([unhealthy.state, unhealthy.lastFailure?.reason]).toEqual(["unhealthy", "Target.Timeout"]);
  });

  it("changes only after as many contradictions in a row as the threshold says", () => {
    const healthy = checked(unchecked(0), [passed]);
    expect(checked(healthy, [failed, passed, failed]).state).toBe("healthy");
    const unhealthy = checked(healthy, [failed, failed]);
    expect(unhealthy.state).toBe("unhealthy");
    expect(checked(unhealthy, [passed, passed, failed, passed, passed]).state).toBe("unhealthy");
    expect(checked(unhealthy, [passed, passed, passed]).state).toBe("healthy");
  });

  it("asks a new target in quick succession, and any other at the interval", () => {
    const initial = unchecked(0);
    const delays = [0, 1_999, 2_000].map((nowMs) => delayToNextCheckMs(initial, settings, nowMs));
    expect(delays).toEqual([10, 10, 100]);
    expect(delayToNextCheckMs({ ...initial, state: "healthy" }, settings, 0)).toBe(5_000);
  });

  it.each([
    ["200", 200, true],
    ["200", 201, false],
    ["200,204", 204, true],
    ["200-299,404", 250, true],
    ["200-299,404", 404, true],
    ["200-299", 300, false],
  ])("matches %s with %i: %s", (matcher, code, expected) => {
    expect(matchesCode(matcher, code)).toBe(expected);
  });
});
