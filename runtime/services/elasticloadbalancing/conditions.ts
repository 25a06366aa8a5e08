import type { IncomingMessage } from "node:http";
import type { RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../protocol/aws-error.ts";
import { refuseOtherMembers } from "../../protocol/refuse-members.ts";

interface Condition {
  /** What the patterns are matched with. */
  readonly read: (request: IncomingMessage) => string;
  readonly patterns: readonly string[];
  readonly ignoreCase: boolean;
}

/** How each kind of condition is understood. */
const KINDS: Readonly<Record<string, (condition: RuleCondition) => Condition>> = {
  "http-header": ({ HttpHeaderConfig: config }) => ({
    read: (request) =>
      [request.headers[(config?.HttpHeaderName ?? "").toLowerCase()] ?? []].flat().join(", "),
    patterns: config?.HttpHeaderName === undefined ? [] : (config.Values ?? []),
    ignoreCase: true,
  }),
  "path-pattern": (condition) => ({
    read: (request) => (request.url ?? "/").split("?")[0] ?? "/",
    patterns: condition.PathPatternConfig?.Values ?? condition.Values ?? [],
    ignoreCase: false,
  }),
  "host-header": (condition) => ({
    read: (request) => (request.headers.host ?? "").replace(/:\d+$/, ""),
    patterns: condition.HostHeaderConfig?.Values ?? condition.Values ?? [],
    ignoreCase: true,
  }),
  "http-request-method": (condition) => ({
    read: (request) => request.method ?? "",
    patterns: condition.HttpRequestMethodConfig?.Values ?? [],
    ignoreCase: false,
  }),
};

const MEMBERS = [
  "Field",
  "Values",
  "HttpHeaderConfig",
  "PathPatternConfig",
  "HostHeaderConfig",
  "HttpRequestMethodConfig",
];

/** Refuses conditions that are not understood. */
export function checkConditions(conditions: readonly RuleCondition[] | undefined): readonly RuleCondition[] {
  if (conditions === undefined || conditions.length === 0) {
    throw new AwsError("ValidationError", "a rule has at least one condition");
  }
  for (const condition of conditions) {
    const where = "Conditions";
    refuseOtherMembers(condition, MEMBERS, { where, code: "ValidationError" });
    if (understand(condition).patterns.length === 0) {
      throw new AwsError("ValidationError", `the condition ${condition.Field} has no values`);
    }
  }
  return conditions;
}

/** Whether a request meets every condition; each by any of its values, in which `*` and `?` are wildcards. */
export function meetsConditions(request: IncomingMessage, conditions: readonly RuleCondition[]): boolean {
  return conditions.map(understand).every(({ read, patterns, ignoreCase }) => {
    const value = read(request);
    return patterns.some((pattern) => toExpression(pattern, ignoreCase).test(value));
  });
}

function understand(condition: RuleCondition): Condition {
  const kind = Object.hasOwn(KINDS, condition.Field ?? "") ? KINDS[condition.Field ?? ""] : undefined;
  if (kind !== undefined) return kind(condition);
  throw new AwsError(
    "ValidationError",
    `Elastic Load Balancing: not emulated: the condition field ${condition.Field}`,
  );
}

function toExpression(pattern: string, ignoreCase: boolean): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, ignoreCase ? "is" : "s");
}
