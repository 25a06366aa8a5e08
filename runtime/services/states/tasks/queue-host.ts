import { Failure } from "../../../asl/failure.ts";
import { isJsonObject, type Json } from "../../../asl/json.ts";
import type { ServiceResource } from "../../../asl/task-resource.ts";

/** Hosts that queues are reached at: AWS's own names, and this machine. */
const QUEUE_HOST = /(^|\.)(amazonaws\.com(\.cn)?|localhost)$|^127\.|^\[::1\]$/;

/**
 * The SDK that tasks call SQS with goes to the host in the queue's URL. One that there is not fails before anything is
 * sent; undefined when the call can be made.
 */
export function unknownQueueHost({ service, sdk }: ServiceResource, parameters: Json): Failure | undefined {
  const url = service === "sqs" && !sdk && isJsonObject(parameters) ? parameters.QueueUrl : undefined;
  const host = typeof url === "string" && URL.canParse(url) ? new URL(url).hostname : "";
  if (host === "" || QUEUE_HOST.test(host)) return undefined;
  const cause = `Unable to execute HTTP request: ${host}: Name or service not known`;
  return new Failure("SQS.SdkClientException", cause);
}
