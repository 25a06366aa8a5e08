import { AwsError } from "../../protocol/aws-error.ts";
import type { Delivery, QueuedItem } from "../../storage/durable-queue.ts";
import { sendToDestination } from "./destination.ts";
import { type ResolvedFunction, resolveFunction } from "./function-reference.ts";
import type { AsyncInvocation, InvocationRecord } from "./invocation-record.ts";
import type { Lambda } from "./lambda.ts";
import { type FunctionResult, runFunction } from "./run-function.ts";
import type { EventInvokeConfig } from "./state.ts";

const DEFAULT_RETRY_ATTEMPTS = 2;
const DEFAULT_EVENT_AGE_SECONDS = 21_600;
/** AWS waits one minute before the first retry of a failed function and two before the second. */
const RETRY_DELAYS_MS = [60_000, 120_000];
const LONGEST_BACKOFF_MS = 300_000;

type AsyncLambda = Omit<Lambda, "queue">;

/** One try of a queued invocation: runs the function, or hands over the record of one that is finished. */
export async function deliverAsync(
  lambda: AsyncLambda,
  item: QueuedItem<AsyncInvocation>,
): Promise<Delivery<AsyncInvocation>> {
  const target = findTarget(lambda, item.value);
  if (target === undefined) return { kind: "done" };
  if (item.value.record !== undefined) return handOver(lambda, { target, item, record: item.value.record });
  const config = configOf(lambda, target);
  const ageMs = lambda.runtime.clock.now() - item.enqueuedMs;
  if (ageMs > (config?.maximumEventAgeSeconds ?? DEFAULT_EVENT_AGE_SECONDS) * 1000) {
    return handOver(lambda, {
      target,
      item,
      record: { condition: "EventAgeExceeded", failedRuns: item.value.failedRuns },
    });
  }
  try {
    const { payload, requestId } = item.value;
    const result = await runFunction(lambda, { target, payload, requestId });
    return await settle(lambda, { target, item, result, config });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    lambda.runtime.log.warn("an asynchronous invocation has to wait", {
      function: target.arn,
      error: error.code,
    });
    return { kind: "retry", delayMs: Math.min(1_000 * 2 ** item.attempt, LONGEST_BACKOFF_MS) };
  }
}

/** A function that was deleted in the meantime takes its queued events with it, as on AWS. */
function findTarget(lambda: AsyncLambda, value: AsyncInvocation): ResolvedFunction | undefined {
  try {
    return resolveFunction(lambda, value.functionName, value.qualifier);
  } catch (error) {
    if (error instanceof AwsError && error.code === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

function configOf(lambda: AsyncLambda, target: ResolvedFunction): EventInvokeConfig | undefined {
  return lambda.state.eventInvokeConfigs.get(`${target.version.name}:${target.qualifier ?? "$LATEST"}`);
}

interface Settlement {
  readonly target: ResolvedFunction;
  readonly item: QueuedItem<AsyncInvocation>;
  readonly result: FunctionResult;
  readonly config: EventInvokeConfig | undefined;
}

async function settle(lambda: AsyncLambda, settlement: Settlement): Promise<Delivery<AsyncInvocation>> {
  const { target, item, result, config } = settlement;
  if (result.error === undefined) {
    const record: InvocationRecord = {
      condition: "Success",
      failedRuns: item.value.failedRuns,
      payload: result.payload,
    };
    return handOver(lambda, { target, item, record });
  }
  const failedRuns = item.value.failedRuns + 1;
  if (failedRuns <= (config?.maximumRetryAttempts ?? DEFAULT_RETRY_ATTEMPTS)) {
    const delayMs = RETRY_DELAYS_MS[failedRuns - 1] ?? LONGEST_BACKOFF_MS;
    return { kind: "retry", delayMs, value: { ...item.value, failedRuns } };
  }
  const record: InvocationRecord = {
    condition: "RetriesExhausted",
    failedRuns,
    payload: result.payload,
    error: result.error,
  };
  return handOver(lambda, { target, item, record });
}

interface HandOver {
  readonly target: ResolvedFunction;
  readonly item: QueuedItem<AsyncInvocation>;
  readonly record: InvocationRecord;
}

/** Sends the record to whoever is configured for it; a destination that refuses is tried again for six hours. */
async function handOver(
  lambda: AsyncLambda,
  { target, item, record }: HandOver,
): Promise<Delivery<AsyncInvocation>> {
  try {
    await sendToDestination(lambda, {
      target,
      invocation: item.value,
      record,
      config: configOf(lambda, target),
    });
    return { kind: "done" };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    lambda.runtime.log.error("the record of an invocation could not be delivered", {
      function: target.arn,
      error,
    });
    const expired = lambda.runtime.clock.now() - item.enqueuedMs > 2 * DEFAULT_EVENT_AGE_SECONDS * 1000;
    if (expired) return { kind: "done" };
    const delayMs = Math.min(1_000 * 2 ** item.attempt, LONGEST_BACKOFF_MS);
    return { kind: "retry", delayMs, value: { ...item.value, record } };
  }
}
