/** How a task waits for its work, by the suffix of its resource. */
export type IntegrationPattern = "requestResponse" | "sync" | "sync:2" | "waitForTaskToken";

/** What a Task state calls. */
export type TaskResource =
  | { readonly kind: "lambda"; readonly arn: string }
  | { readonly kind: "activity"; readonly arn: string }
  | ServiceResource;

/** `arn:aws:states:::<service>:<action>[.<pattern>]`, or the same with `aws-sdk:` before the service. */
export interface ServiceResource {
  readonly kind: "service";
  readonly arn: string;
  readonly service: string;
  readonly action: string;
  readonly sdk: boolean;
  readonly pattern: IntegrationPattern;
  /** As the history shows them: `aws-sdk:s3` and `getObject`, `lambda` and `invoke.waitForTaskToken`. */
  readonly resourceType: string;
  readonly resource: string;
}

const SERVICE =
  /^arn:[a-z-]+:states:[^:]*:[^:]*:(aws-sdk:)?([^:]+):([^.:]+)(?:\.(sync:2|sync|waitForTaskToken))?$/;

/** Parses the `Resource` of a Task state; undefined when it is none. */
export function parseTaskResource(arn: string): TaskResource | undefined {
  if (/^arn:[a-z-]+:lambda:[^:]*:[^:]*:function:/.test(arn)) return { kind: "lambda", arn };
  if (/^arn:[a-z-]+:states:[^:]*:\d{12}:activity:/.test(arn)) return { kind: "activity", arn };
  const match = SERVICE.exec(arn);
  if (match === null) return undefined;
  const [, sdk, service = "", action = "", suffix] = match;
  return {
    kind: "service",
    arn,
    service,
    action,
    sdk: sdk !== undefined,
    pattern: (suffix ?? "requestResponse") as IntegrationPattern,
    resourceType: `${sdk ?? ""}${service}`,
    resource: suffix === undefined ? action : `${action}.${suffix}`,
  };
}
