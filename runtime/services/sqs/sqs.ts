import type { Runtime } from "../../kernel/service.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { EnvelopeCipher } from "../../storage/envelope.ts";
import type { Deduplication } from "../request/deduplication.ts";
import type { Arrivals } from "./arrivals.ts";
import type { Queue, SqsState } from "./state.ts";

/** What the operations of SQS work with. */
export interface Sqs {
  readonly runtime: Runtime;
  readonly state: SqsState;
  readonly cipher: EnvelopeCipher;
  readonly arrivals: Arrivals;
  readonly deduplication: Deduplication;
  readonly nextSequenceNumber: () => string;
}

/** The queue behind a URL; only the last segment counts, so that URLs outlive a change of the port. */
export function findQueue({ state }: Sqs, url: string | undefined): Queue {
  const name = (url ?? "").split("/").pop() ?? "";
  const queue = state.queues.get(name);
  if (queue !== undefined) return queue;
  throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
}

/** FIFO queues are told by their names. */
export function isFifo(queue: string): boolean {
  return queue.endsWith(".fifo");
}

export function queueUrl({ runtime }: Sqs, name: string): string {
  return `${runtime.endpoint()}/${runtime.accountId}/${name}`;
}

export function invalidValue(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message);
}

export function missingParameter(name: string): AwsError {
  return new AwsError("MissingParameter", `The request must contain the parameter ${name}.`);
}
