import type { CreateTargetGroupInput } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { HealthCheck } from "../../compute/load-balancer/target-health.ts";
import { AwsError } from "../../protocol/aws-error.ts";

/** The members of a request that say how targets are checked. */
export const HEALTH_CHECK_MEMBERS = [
  "HealthCheckProtocol",
  "HealthCheckPort",
  "HealthCheckEnabled",
  "HealthCheckPath",
  "HealthCheckIntervalSeconds",
  "HealthCheckTimeoutSeconds",
  "HealthyThresholdCount",
  "UnhealthyThresholdCount",
  "Matcher",
] as const satisfies readonly (keyof CreateTargetGroupInput)[];

type Request = Pick<CreateTargetGroupInput, (typeof HEALTH_CHECK_MEMBERS)[number]>;

export const DEFAULT_HEALTH_CHECK: HealthCheck = {
  path: "/",
  port: "traffic-port",
  intervalSeconds: 30,
  timeoutSeconds: 5,
  healthyThreshold: 5,
  unhealthyThreshold: 2,
  matcher: "200",
};

/**
 * The settings after a request, checked.
 * DIVERGES: AWS takes intervals from 5 and timeouts from 2 seconds; here 1 second is enough, for quick releases.
 */
export function readHealthCheck(input: Request, current: HealthCheck): HealthCheck {
  if ((input.HealthCheckProtocol ?? "HTTP") !== "HTTP" || input.HealthCheckEnabled === false) {
    throw new AwsError(
      "ValidationError",
      "Elastic Load Balancing: not emulated: health checks other than HTTP, or none",
    );
  }
  if (input.Matcher?.GrpcCode !== undefined) {
    throw new AwsError("ValidationError", "Elastic Load Balancing: not emulated: Matcher.GrpcCode");
  }
  const settings: HealthCheck = {
    path: input.HealthCheckPath ?? current.path,
    port: input.HealthCheckPort ?? current.port,
    intervalSeconds: input.HealthCheckIntervalSeconds ?? current.intervalSeconds,
    timeoutSeconds: input.HealthCheckTimeoutSeconds ?? current.timeoutSeconds,
    healthyThreshold: input.HealthyThresholdCount ?? current.healthyThreshold,
    unhealthyThreshold: input.UnhealthyThresholdCount ?? current.unhealthyThreshold,
    matcher: input.Matcher?.HttpCode ?? current.matcher,
  };
  check(settings);
  return settings;
}

function check(it: HealthCheck): void {
  const problems = [
    ...(it.path.startsWith("/") ? [] : ["HealthCheckPath must start with /"]),
    ...(it.port === "traffic-port" || /^\d{1,5}$/.test(it.port)
      ? []
      : ["HealthCheckPort: a port or traffic-port"]),
    ...between("HealthCheckIntervalSeconds", it.intervalSeconds, [1, 300]),
    ...between("HealthCheckTimeoutSeconds", it.timeoutSeconds, [1, 120]),
    ...between("HealthyThresholdCount", it.healthyThreshold, [2, 10]),
    ...between("UnhealthyThresholdCount", it.unhealthyThreshold, [2, 10]),
    ...(it.timeoutSeconds <= it.intervalSeconds ? [] : ["the timeout must not be longer than the interval"]),
    ...(/^\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*$/.test(it.matcher)
      ? []
      : ["Matcher.HttpCode: codes such as 200,201 or 200-299"]),
  ];
  if (problems.length > 0) throw new AwsError("ValidationError", problems.join("; "));
}

function between(name: string, value: number, [from, to]: readonly [number, number]): readonly string[] {
  return value >= from && value <= to ? [] : [`${name} must be ${from} to ${to}, not ${value}`];
}
