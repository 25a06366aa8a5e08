import { isJsonObject, type JsonObject } from "../json.ts";
import { parseTaskResource, type ServiceResource } from "../task-resource.ts";
import { at, type Check, complain } from "./diagnostic.ts";
import { isOptimised } from "./optimised-integrations.ts";
import { validateTemplate } from "./validate-field.ts";

/** Checks what a Task state calls, and as whom. */
export function validateTask(state: JsonObject, check: Check): undefined {
  if (typeof state.Resource === "string") validateResource(state.Resource, check);
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
  if (typeof timeout === "number" && typeof heartbeat === "number" && heartbeat >= timeout)
    complain(check, "Value must be smaller than that of TimeoutSeconds", "/HeartbeatSeconds");
  if (isJsonObject(state.Credentials)) validateCredentials(state.Credentials, at(check, "Credentials"));
}

function validateResource(arn: string, check: Check): undefined {
  const resource = parseTaskResource(arn);
  if (resource === undefined) return complain(check, "Value is not a valid resource ARN", "/Resource");
  if (resource.kind === "service" && !isRecognised(resource, check)) {
    const reason = "The value is not a valid resource ARN, or the resource is not available in this region.";
    return complain(check, `The resource provided ${arn} is not recognized. ${reason}`, "/Resource");
  }
  if (check.type === "STANDARD") return;
  if (resource.kind === "activity")
    return complain(check, "Express state machine does not support Activity ARN", "/Resource");
  if (resource.kind !== "service" || resource.pattern === "requestResponse") return;
  // AWS writes a space after the one and none after the other.
  const ending = resource.pattern === "waitForTaskToken" ? "service integration " : "service integration";
  const pattern = resource.pattern === "sync:2" ? "sync" : resource.pattern;
  complain(check, `Express state machine does not support '.${pattern}' ${ending}`, "/Resource");
}

function isRecognised(resource: ServiceResource, check: Check): boolean {
  if (!resource.sdk) return isOptimised(resource);
  return !resource.pattern.startsWith("sync") && check.isKnownAction(resource);
}

function validateCredentials(credentials: JsonObject, check: Check): undefined {
  if (credentials.RoleArn === undefined && credentials["RoleArn.$"] === undefined) {
    return complain(check, "The field 'RoleArn' is required but was missing");
  }
  validateTemplate(credentials, check);
}
