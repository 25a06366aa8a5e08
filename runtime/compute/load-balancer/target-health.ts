/** How a target group checks its targets. */
export interface HealthCheck {
  readonly path: string;
  /** A port number, or `traffic-port`. */
  readonly port: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** Status codes as ELBv2 writes them: `200`, `200,202`, `200-299`. */
  readonly matcher: string;
}

/** What one check found. */
export type CheckResult =
  | { readonly type: "passed" }
  | {
      readonly type: "failed";
      readonly reason: "Target.ResponseCodeMismatch" | "Target.Timeout" | "Target.FailedHealthChecks";
      readonly description: string;
    };

/** What is known of a target's health. Times are milliseconds since the epoch. */
export interface TargetHealth {
  readonly state: "initial" | "healthy" | "unhealthy";
  readonly sinceMs: number;
  /** Checks in a row that contradict the state. */
  readonly contradictions: number;
  readonly lastFailure?: Extract<CheckResult, { type: "failed" }>;
}

const EAGER_PERIOD_MS = 2_000;
/** A check that nobody answers costs a third of a millisecond. */
const EAGER_DELAY_MS = 10;
const LONGEST_INITIAL_DELAY_MS = 100;

export function unchecked(nowMs: number): TargetHealth {
  return { state: "initial", sinceMs: nowMs, contradictions: 0 };
}

/**
 * The health after one more check. As on AWS, a new target is healthy after one passed check, and from then on
 * changes after as many in a row as the thresholds say. A new target that does not answer becomes unhealthy when as
 * much time has passed as the failing checks would have taken.
 */
export function judge(
  health: TargetHealth,
  check: Readonly<{ result: CheckResult; settings: HealthCheck; nowMs: number }>,
): TargetHealth {
  const { result, settings, nowMs } = check;
  const passed = result.type === "passed";
  const next: TargetHealth = result.type === "failed" ? { ...health, lastFailure: result } : health;
  if (health.state === "initial") {
    if (passed) return enter("healthy", next, nowMs);
    const patienceMs = settings.intervalSeconds * settings.unhealthyThreshold * 1000;
    return nowMs - health.sinceMs >= patienceMs ? enter("unhealthy", next, nowMs) : next;
  }
  if (passed === (health.state === "healthy")) return { ...next, contradictions: 0 };
  const contradictions = health.contradictions + 1;
  const threshold = passed ? settings.healthyThreshold : settings.unhealthyThreshold;
  if (contradictions < threshold) return { ...next, contradictions };
  return enter(passed ? "healthy" : "unhealthy", next, nowMs);
}

/**
 * How long to wait before the next check.
 * DIVERGES: AWS checks a new target at its interval, too; here it is asked in quick succession until it answers, so
 * that a release need not wait for a whole interval.
 */
export function delayToNextCheckMs(health: TargetHealth, settings: HealthCheck, nowMs: number): number {
  const intervalMs = settings.intervalSeconds * 1000;
  if (health.state !== "initial") return intervalMs;
  return nowMs - health.sinceMs < EAGER_PERIOD_MS
    ? EAGER_DELAY_MS
    : Math.min(intervalMs, LONGEST_INITIAL_DELAY_MS);
}

/** Whether a status code is one of those that a matcher names. */
export function matchesCode(matcher: string, code: number): boolean {
  return matcher.split(",").some((part) => {
    const [from, to = from] = part.trim().split("-").map(Number);
    return from !== undefined && to !== undefined && code >= from && code <= to;
  });
}

function enter(state: "healthy" | "unhealthy", health: TargetHealth, nowMs: number): TargetHealth {
  return { ...health, state, sinceMs: nowMs, contradictions: 0 };
}
