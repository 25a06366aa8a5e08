import { AwsError } from "../../protocol/aws-error.ts";
import { invalidValue, isFifo, type Sqs } from "./sqs.ts";
import type { Queue } from "./state.ts";

type Check = (value: string) => boolean;

const isOneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(value);

const isNumber =
  (least: number, most: number): Check =>
  (value) =>
    /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most;

/** Attributes that can be set: the check of the value, and the default. */
const SETTABLE: Readonly<Record<string, { check: Check; default?: string }>> = {
  DelaySeconds: { check: isNumber(0, 900), default: "0" },
  MaximumMessageSize: { check: isNumber(1_024, 1_048_576), default: "1048576" },
  MessageRetentionPeriod: { check: isNumber(60, 1_209_600), default: "345600" },
  ReceiveMessageWaitTimeSeconds: { check: isNumber(0, 20), default: "0" },
  VisibilityTimeout: { check: isNumber(0, 43_200), default: "30" },
  Policy: { check: (value) => value === "" || isJsonObject(value) },
  RedrivePolicy: { check: (value) => value === "" || readRedrivePolicy(value) !== undefined },
  KmsMasterKeyId: { check: () => true },
  KmsDataKeyReusePeriodSeconds: { check: isNumber(300, 300) },
  SqsManagedSseEnabled: { check: (value) => value === "true" || value === "false" },
};

/** Those that only FIFO queues have. */
const SETTABLE_IN_FIFO: typeof SETTABLE = {
  ContentBasedDeduplication: { check: isOneOf("true", "false"), default: "false" },
  DeduplicationScope: { check: isOneOf("queue", "messageGroup"), default: "queue" },
  FifoThroughputLimit: { check: isOneOf("perQueue", "perMessageGroupId"), default: "perQueue" },
};

function settableIn(queue: string): typeof SETTABLE {
  return isFifo(queue) ? { ...SETTABLE, ...SETTABLE_IN_FIFO } : SETTABLE;
}

/** Refuses attributes that are unknown, invalid or not emulated, by name. */
export function checkQueueAttributes(
  attributes: Readonly<Record<string, string>>,
  queue: string,
): Readonly<Record<string, string>> {
  checkDeadLetterQueue(attributes.RedrivePolicy, queue);
  for (const [name, value] of Object.entries(attributes)) {
    const known = settableIn(queue)[name];
    if (known === undefined)
      throw new AwsError("InvalidAttributeName", `Unknown or not emulated Attribute ${name}.`);
    if (!known.check(value)) {
      throw new AwsError("InvalidAttributeValue", `Invalid value for the parameter ${name}: '${value}'.`);
    }
  }
  return attributes;
}

function checkDeadLetterQueue(redrivePolicy: string | undefined, queue: string): void {
  const target = readRedrivePolicy(redrivePolicy)?.deadLetterTargetArn;
  if (target === undefined || isFifo(target) === isFifo(queue)) return;
  throw invalidValue(
    `Value ${redrivePolicy} for parameter RedrivePolicy is invalid. Reason: Dead-letter queue must be same type of queue as the source.`,
  );
}

/** A number among a queue's attributes, by default AWS's. */
export function numberAttribute(queue: Queue, name: string): number {
  return Number(queue.attributes[name] ?? SETTABLE[name]?.default ?? 0);
}

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** Undefined when there is none, or the text is none. */
export function readRedrivePolicy(text: string | undefined): RedrivePolicy | undefined {
  if (!text || !isJsonObject(text)) return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text);
  const count = Number(maxReceiveCount);
  const isQueue = typeof deadLetterTargetArn === "string" && deadLetterTargetArn.startsWith("arn:aws:sqs:");
  if (!isQueue || !Number.isInteger(count) || count < 1 || count > 1_000) return undefined;
  return { deadLetterTargetArn, maxReceiveCount: count };
}

/** The attributes asked for, as GetQueueAttributes shows them. */
export function describeQueue(sqs: Sqs, queue: Queue, wanted: readonly string[]): Record<string, string> {
  const settable = settableIn(queue.name);
  const defaults = Object.entries(settable).flatMap(([name, { default: value }]) =>
    value ? [[name, value]] : [],
  );
  const set = Object.entries(queue.attributes).filter(([, value]) => value !== "");
  const all: Record<string, string> = {
    ...Object.fromEntries(defaults),
    ...Object.fromEntries(set),
    QueueArn: queue.arn,
    ...(isFifo(queue.name) ? { FifoQueue: "true" } : {}),
    CreatedTimestamp: String(Math.floor(queue.createdMs / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedMs / 1000)),
    ...countMessages(sqs, queue),
  };
  if (wanted.includes("All")) return all;
  const unknown = wanted.find((name) => all[name] === undefined && settable[name] === undefined);
  if (unknown !== undefined) throw new AwsError("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
}

function countMessages({ state, runtime }: Sqs, queue: Queue): Record<string, string> {
  const nowMs = runtime.clock.now();
  const counts = { visible: 0, inFlight: 0, delayed: 0 };
  for (const message of state.messages.values(`${queue.name}/`)) {
    if (message.visibleMs <= nowMs) counts.visible += 1;
    else if (message.receiveCount > 0) counts.inFlight += 1;
    else counts.delayed += 1;
  }
  return {
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
  };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** A number of seconds in a request, within its range. */
export function secondsIn(name: string, seconds: number, most: number): number {
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= most) return seconds;
  throw invalidValue(
    `Value ${seconds} for parameter ${name} is invalid. Reason: Must be between 0 and ${most}.`,
  );
}
