import { request } from "node:http";
import type { Clock } from "../../kernel/clock.ts";
import {
  type CheckResult,
  delayToNextCheckMs,
  type HealthCheck,
  judge,
  matchesCode,
  type TargetHealth,
  unchecked,
} from "./target-health.ts";

export interface CheckedTarget {
  readonly address: string;
  readonly port: number;
}

/** Checks one target over and over. */
export interface HealthChecker {
  health(): TargetHealth;
  stop(): void;
}

/** Starts at once; settings are read anew for every check, so that changed ones count from the next on. */
export function startHealthChecker(
  options: Readonly<{
    target: CheckedTarget;
    settings: () => HealthCheck;
    clock: Clock;
    onChange?: (health: TargetHealth) => void;
  }>,
): HealthChecker {
  const { target, settings, clock } = options;
  let health = unchecked(clock.now());
  let stopped = false;
  let cancelTimer = () => {};
  let cancelCheck = () => {};
  const round = () => {
    const current = settings();
    const check = probe(target, current, clock);
    cancelCheck = check.cancel;
    check.result.then((result) => {
      if (stopped) return;
      const before = health;
      health = judge(health, { result, settings: current, nowMs: clock.now() });
      if (health.state !== before.state) options.onChange?.(health);
      cancelTimer = clock.after(delayToNextCheckMs(health, current, clock.now()), round);
    });
  };
  round();
  return {
    health: () => health,
    stop() {
      stopped = true;
      cancelTimer();
      cancelCheck();
    },
  };
}

interface Probe {
  readonly result: Promise<CheckResult>;
  cancel(): void;
}

function probe(target: CheckedTarget, settings: HealthCheck, clock: Clock): Probe {
  const outgoing = request({
    host: target.address,
    port: settings.port === "traffic-port" ? target.port : Number(settings.port),
    path: settings.path,
    agent: false,
    headers: { "user-agent": "ELB-HealthChecker/2.0", connection: "close" },
  });
  const result = new Promise<CheckResult>((resolve) => {
    const settle = (outcome: CheckResult) => {
      cancelTimeout();
      resolve(outcome);
    };
    const cancelTimeout = clock.after(settings.timeoutSeconds * 1000, () => {
      settle(failed("Target.Timeout", "Request timed out"));
      outgoing.destroy();
    });
    outgoing.once("response", (response) => {
      response.resume();
      settle(judgeStatus(response.statusCode ?? 0, settings.matcher));
    });
    outgoing.once("error", () => settle(failed("Target.FailedHealthChecks", "Health checks failed")));
    outgoing.end();
  });
  return { result, cancel: () => outgoing.destroy() };
}

function judgeStatus(code: number, matcher: string): CheckResult {
  if (matchesCode(matcher, code)) return { type: "passed" };
  return failed("Target.ResponseCodeMismatch", `Health checks failed with these codes: [${code}]`);
}

function failed(
  reason: Extract<CheckResult, { type: "failed" }>["reason"],
  description: string,
): Extract<CheckResult, { type: "failed" }> {
  return { type: "failed", reason, description };
}
