import { isIP } from "node:net";
import { AwsError } from "../../../protocol/aws-error.ts";

/** Names under which AWS itself and this runtime are reached. */
const KNOWN_HOST = /(^|\.)(localhost|amazonaws\.com(\.cn)?)$/;

/**
 * Refuses a queue's URL whose host is none of ours, as the SDK does that finds no such host. A text that is no URL is
 * left for SQS to refuse, and any address of a network is taken for ours, since the runtime may be reached by many.
 */
export function checkQueueAddress(queueUrl: unknown, endpoint: string): void {
  if (typeof queueUrl !== "string" || !URL.canParse(queueUrl)) return;
  const { hostname, protocol } = new URL(queueUrl);
  if (protocol !== "http:" && protocol !== "https:") return;
  const isKnown = hostname === new URL(endpoint).hostname || KNOWN_HOST.test(hostname);
  if (isKnown || isIP(hostname.replace(/^\[|\]$/g, "")) !== 0) return;
  const message = `Unable to execute HTTP request: ${hostname}: Name or service not known`;
  throw new AwsError("SdkClientException", message);
}
