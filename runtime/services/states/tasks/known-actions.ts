import type { ServiceResource } from "../../../asl/task-resource.ts";
import { operationShapes } from "../../../protocol/shape.ts";
import { taskService } from "./task-services.ts";

/**
 * Whether an `aws-sdk` resource names an action of its service, in camel case, as far as the service is known here; of
 * the many others that AWS has, every action passes.
 */
export function isKnownAction({ service, action, sdk }: ServiceResource): boolean {
  const known = taskService({ service, sdk });
  if (known === undefined) return true;
  const operation = action.charAt(0).toUpperCase() + action.slice(1);
  return operation !== action && operationShapes(known.sdk).has(operation);
}
