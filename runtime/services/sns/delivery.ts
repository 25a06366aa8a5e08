import { serviceCaller } from "../../kernel/caller.ts";
import type { Runtime } from "../../kernel/service.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Delivery, QueuedItem } from "../../storage/durable-queue.ts";
import type { SealedText } from "../../storage/envelope.ts";
import { isFifo, type Sns } from "./sns.ts";
import type { Message, PendingDelivery, Subscription } from "./state.ts";
import { lambdaEvent, notification, sqsAttributes } from "./subscriber-payload.ts";
import { deadLetterArn } from "./subscription-attributes.ts";

type DeliverySns = Omit<Sns, "queue">;

/** Errors that no retry can heal: the subscriber is gone, or refuses SNS. SNS gives these up at once. */
const CLIENT_SIDE_ERRORS =
  /^(ResourceNotFoundException|AccessDenied(Exception)?|QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue|InvalidParameterValue(Exception)?|RequestTooLargeException|UnknownService)$/;
const MOST_ATTEMPTS = 100_015;

/** AWS's policy for its own endpoints: 3 at once, 2 after a second, 10 from 1 to 20 seconds, then every 20 seconds. */
export function retryDelayMs(attempt: number): number {
  if (attempt < 3) return 0;
  if (attempt < 5) return 1_000;
  if (attempt < 15) return Math.min(20_000, 1_000 * 2 ** (attempt - 5));
  return 20_000;
}

/** One try to hand a message to a subscriber, or to the dead-letter queue of its subscription. */
export async function deliver(
  sns: DeliverySns,
  item: QueuedItem<PendingDelivery>,
): Promise<Delivery<PendingDelivery>> {
  const pending = item.value;
  const subscription = sns.state.subscriptions.get(pending.subscriptionArn);
  if (subscription === undefined) return { kind: "done" };
  try {
    const message = await readMessage(sns, pending.message);
    if (pending.deadLetter)
      await sendToDeadLetters(sns.runtime, { message, subscription, ...pending.deadLetter });
    else await sendTo(sns.runtime, subscription, message);
    return { kind: "done" };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return afterFailure(sns, { item, subscription, error });
  }
}

interface FailedDelivery {
  readonly item: QueuedItem<PendingDelivery>;
  readonly subscription: Subscription;
  readonly error: AwsError;
}

function afterFailure(
  sns: DeliverySns,
  { item, subscription, error }: FailedDelivery,
): Delivery<PendingDelivery> {
  const hopeless = CLIENT_SIDE_ERRORS.test(error.code) || item.attempt >= MOST_ATTEMPTS;
  if (!hopeless) return { kind: "retry", delayMs: retryDelayMs(item.attempt) };
  const queueArn = deadLetterArn(subscription.attributes.RedrivePolicy);
  sns.runtime.log.error("a message could not be delivered", {
    subscription: subscription.arn,
    endpoint: subscription.endpoint,
    error: `${error.code}: ${error.message}`,
    deadLetterQueue: queueArn,
  });
  if (queueArn === undefined || item.value.deadLetter !== undefined) return { kind: "done" };
  return {
    kind: "retry",
    delayMs: 0,
    value: { ...item.value, deadLetter: { queueArn, reason: error.code } },
  };
}

async function readMessage(sns: DeliverySns, message: Message | SealedText): Promise<Message> {
  if (!("sealed" in message)) return message;
  const caller = serviceCaller("sns.amazonaws.com", sns.runtime.accountId);
  return JSON.parse(await sns.cipher.open(message, caller));
}

async function sendTo(runtime: Runtime, subscription: Subscription, message: Message): Promise<void> {
  if (subscription.protocol === "sqs")
    return sendToQueue(runtime, { subscription, message, queueArn: subscription.endpoint });
  const input = {
    FunctionName: subscription.endpoint,
    InvocationType: "Event",
    Payload: Buffer.from(JSON.stringify(lambdaEvent(message, subscription))),
  };
  await runtime.aws.call("lambda", "Invoke", input, serviceCaller("sns.amazonaws.com", runtime.accountId));
}

interface QueueDelivery {
  readonly subscription: Subscription;
  readonly message: Message;
  readonly queueArn: string;
  readonly extraAttributes?: Readonly<Record<string, object>>;
}

async function sendToQueue(runtime: Runtime, delivery: QueueDelivery): Promise<void> {
  const { message, queueArn } = delivery;
  const [, , , , account, name] = queueArn.split(":");
  const raw = delivery.subscription.attributes.RawMessageDelivery === "true";
  const input = {
    QueueUrl: `${runtime.endpoint()}/${account}/${name}`,
    MessageBody: raw ? message.text : JSON.stringify(notification(message)),
    MessageAttributes: { ...(raw ? sqsAttributes(message) : {}), ...delivery.extraAttributes },
    ...(message.groupId && { MessageGroupId: message.groupId }),
    ...(isFifo(queueArn) && { MessageDeduplicationId: message.deduplicationId }),
  };
  await runtime.aws.call("sqs", "SendMessage", input, serviceCaller("sns.amazonaws.com", runtime.accountId));
}

async function sendToDeadLetters(
  runtime: Runtime,
  letter: QueueDelivery & { readonly reason: string },
): Promise<void> {
  await sendToQueue(runtime, {
    ...letter,
    extraAttributes: {
      ErrorCode: { DataType: "String", StringValue: letter.reason },
      SubscriptionArn: { DataType: "String", StringValue: letter.subscription.arn },
    },
  });
}
