import type { Target } from "@aws-sdk/client-eventbridge";
import { serviceCaller } from "../../kernel/caller.ts";
import { roleCaller } from "../../kernel/credentials.ts";
import type { Runtime } from "../../kernel/service.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Delivery, QueuedItem } from "../../storage/durable-queue.ts";
import type { Events } from "./events.ts";
import type { PendingEvent, Rule } from "./state.ts";
import { targetInput } from "./target-input.ts";

type DeliveryEvents = Omit<Events, "queue">;

const DEFAULT_RETRY_ATTEMPTS = 185;
const DEFAULT_EVENT_AGE_SECONDS = 86_400;
const LONGEST_BACKOFF_MS = 600_000;
/** Errors that no retry can heal: the target is gone or refuses EventBridge. */
const CLIENT_SIDE_ERRORS =
  /^(ResourceNotFoundException|AccessDenied(Exception)?|NotFound|QueueDoesNotExist|StateMachineDoesNotExist|InvalidExecutionInput|InvalidParameter(Value)?(Exception)?|UnknownService)$/;

/** One try to hand an event to a target, or to the target's dead-letter queue. */
export async function deliver(
  events: DeliveryEvents,
  item: QueuedItem<PendingEvent>,
): Promise<Delivery<PendingEvent>> {
  const pending = item.value;
  const rule = events.state.rules.get(pending.rule);
  const target = events.state.targets.get(`${pending.rule}/${pending.targetId}`)?.target;
  if (rule === undefined || target === undefined) return { kind: "done" };
  try {
    if (pending.failure !== undefined) await sendToDeadLetters(events.runtime, { rule, target, item });
    else await sendToTarget(events.runtime, { rule, target, item });
    return { kind: "done" };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return afterFailure(events, { rule, target, item, error });
  }
}

interface Sending {
  readonly rule: Rule;
  readonly target: Target;
  readonly item: QueuedItem<PendingEvent>;
}

function afterFailure(events: DeliveryEvents, failed: Sending & { error: AwsError }): Delivery<PendingEvent> {
  const { rule, target, item, error } = failed;
  const { MaximumRetryAttempts: most = DEFAULT_RETRY_ATTEMPTS, MaximumEventAgeInSeconds: ageSeconds } =
    target.RetryPolicy ?? {};
  const ageMs = events.runtime.clock.now() - item.enqueuedMs;
  const tooOld = ageMs > (ageSeconds ?? DEFAULT_EVENT_AGE_SECONDS) * 1000;
  const hopeless = CLIENT_SIDE_ERRORS.test(error.code) || item.attempt >= most || tooOld;
  if (!hopeless) return { kind: "retry", delayMs: Math.min(1_000 * 2 ** item.attempt, LONGEST_BACKOFF_MS) };
  events.runtime.log.error("an event could not be delivered", {
    rule: rule.name,
    target: target.Arn,
    error: `${error.code}: ${error.message}`,
    deadLetterQueue: target.DeadLetterConfig?.Arn,
  });
  if (target.DeadLetterConfig?.Arn === undefined || item.value.failure !== undefined) return { kind: "done" };
  const failure = { code: error.code, message: error.message };
  return { kind: "retry", delayMs: 0, value: { ...item.value, failure } };
}

async function sendToTarget(runtime: Runtime, { rule, target, item }: Sending): Promise<void> {
  const { event } = item.value;
  const input = targetInput({ event, target, rule, ingestedMs: item.enqueuedMs });
  const service = serviceOf(target.Arn);
  if (service === undefined) throw new AwsError("InvalidParameterValue", `No such target: ${target.Arn}`);
  const caller = target.RoleArn
    ? roleCaller({ roleArn: target.RoleArn, sessionName: event.id.replaceAll("-", "") })
    : serviceCaller("events.amazonaws.com", runtime.accountId);
  const { operation, request } = SENDERS[service](runtime, {
    arn: target.Arn ?? "",
    input,
    sending: { rule, target, item },
  });
  await runtime.aws.call(service, operation, request, caller).catch((error) => {
    // An earlier try did start it: the name is made of the event and the target.
    if (error.name !== "ExecutionAlreadyExists") throw error;
  });
}

type TargetService = "lambda" | "states" | "sqs" | "sns";

interface Address {
  readonly arn: string;
  readonly input: string;
  readonly sending: Sending;
}

/** How each kind of target is called. */
const SENDERS: Readonly<
  Record<TargetService, (runtime: Runtime, address: Address) => { operation: string; request: object }>
> = {
  lambda: (_, { arn, input }) => ({
    operation: "Invoke",
    request: { FunctionName: arn, InvocationType: "Event", Payload: Buffer.from(input) },
  }),
  states: (_, { arn, input, sending }) => ({
    operation: "StartExecution",
    request: { stateMachineArn: arn, input, name: executionName(sending) },
  }),
  sqs: (runtime, { arn, input }) => ({
    operation: "SendMessage",
    request: { QueueUrl: queueUrl(runtime, arn), MessageBody: input },
  }),
  sns: (_, { arn, input }) => ({ operation: "Publish", request: { TopicArn: arn, Message: input } }),
};

/** The service of a target's ARN; undefined when it is none that is emulated as a target. */
export function serviceOf(arn: string | undefined): TargetService | undefined {
  const service = /^arn:aws:(lambda|states|sqs|sns):[a-z0-9-]+:\d{12}:.+$/.exec(arn ?? "")?.[1];
  return service as TargetService | undefined;
}

function executionName({ rule, target, item }: Sending): string {
  return `${item.value.event.id}_${rule.name}-${target.Id}`.replace(/[^\w-]/g, "-").slice(0, 80);
}

function queueUrl(runtime: Runtime, arn: string): string {
  const [, , , , account, name] = arn.split(":");
  return `${runtime.endpoint()}/${account}/${name}`;
}

async function sendToDeadLetters(runtime: Runtime, { rule, target, item }: Sending): Promise<void> {
  const { event, failure } = item.value;
  const text = (StringValue: string) => ({ DataType: "String", StringValue });
  const request = {
    QueueUrl: queueUrl(runtime, target.DeadLetterConfig?.Arn ?? ""),
    MessageBody: JSON.stringify(event),
    MessageAttributes: {
      RULE_ARN: text(rule.arn),
      TARGET_ARN: text(target.Arn ?? ""),
      ERROR_CODE: text(failure?.code ?? "UNKNOWN"),
      ERROR_MESSAGE: text(failure?.message || "none"),
    },
  };
  await runtime.aws.call(
    "sqs",
    "SendMessage",
    request,
    serviceCaller("events.amazonaws.com", runtime.accountId),
  );
}
