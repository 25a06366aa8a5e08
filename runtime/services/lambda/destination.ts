import type { Caller } from "../../kernel/caller.ts";
import { roleCaller } from "../../kernel/credentials.ts";
import type { Runtime } from "../../kernel/service.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { ResolvedFunction } from "./function-reference.ts";
import type { AsyncInvocation, InvocationRecord } from "./invocation-record.ts";
import type { Lambda } from "./lambda.ts";
import type { EventInvokeConfig } from "./state.ts";

export interface RecordDelivery {
  readonly target: ResolvedFunction;
  readonly invocation: AsyncInvocation;
  readonly record: InvocationRecord;
  readonly config: EventInvokeConfig | undefined;
}

/**
 * Hands the record to the OnSuccess or OnFailure destination in AWS's envelope, and a failure to the dead-letter
 * queue or topic too: the event itself, with the error in message attributes. Made with the function's role.
 */
export async function sendToDestination(
  lambda: Pick<Lambda, "runtime">,
  delivery: RecordDelivery,
): Promise<void> {
  const { runtime } = lambda;
  const { version } = delivery.target;
  const succeeded = delivery.record.condition === "Success";
  const destination = succeeded ? delivery.config?.onSuccess : delivery.config?.onFailure;
  const deadLetterArn = succeeded ? undefined : delivery.target.version.deadLetterArn;
  if (destination === undefined && deadLetterArn === undefined) return;
  const caller = roleCaller({ roleArn: version.role, sessionName: version.name });
  if (destination !== undefined) {
    await send(runtime, { arn: destination, caller, text: JSON.stringify(envelope(runtime, delivery)) });
  }
  if (deadLetterArn !== undefined) {
    const attributes = deadLetterAttributes(delivery);
    await send(runtime, { arn: deadLetterArn, caller, text: delivery.invocation.payload, attributes });
  }
}

function envelope(runtime: Runtime, { target, invocation, record }: RecordDelivery): object {
  const responded = record.payload !== undefined;
  const functionError = record.error === undefined ? {} : { functionError: "Unhandled" };
  const succeededRuns = record.condition === "Success" ? 1 : 0;
  return {
    version: "1.0",
    timestamp: new Date(runtime.clock.now()).toISOString(),
    requestContext: {
      requestId: invocation.requestId,
      functionArn: target.qualifier === undefined ? `${target.arn}:$LATEST` : target.arn,
      condition: record.condition,
      approximateInvokeCount: record.failedRuns + succeededRuns,
    },
    requestPayload: JSON.parse(invocation.payload),
    ...(responded && {
      responseContext: { statusCode: 200, executedVersion: target.version.version, ...functionError },
      responsePayload: JSON.parse(record.payload ?? "null"),
    }),
  };
}

type Attributes = Readonly<Record<string, { DataType: string; StringValue: string }>>;

function deadLetterAttributes({ invocation, record }: RecordDelivery): Attributes {
  const message = record.error?.errorMessage ?? record.condition;
  return {
    RequestID: { DataType: "String", StringValue: invocation.requestId },
    ErrorCode: { DataType: "Number", StringValue: "200" },
    ErrorMessage: { DataType: "String", StringValue: message.slice(0, 1024) || "none" },
  };
}

interface Letter {
  readonly arn: string;
  readonly caller: Caller;
  readonly text: string;
  readonly attributes?: Attributes;
}

async function send(runtime: Runtime, { arn, caller, text, attributes = {} }: Letter): Promise<void> {
  const [, , service, , account, name] = arn.split(":");
  if (service === "sqs") {
    const QueueUrl = `${runtime.endpoint()}/${account}/${name}`;
    await runtime.aws.call(
      "sqs",
      "SendMessage",
      { QueueUrl, MessageBody: text, MessageAttributes: attributes },
      caller,
    );
    return;
  }
  await runtime.aws.call(
    "sns",
    "Publish",
    { TopicArn: arn, Message: text, MessageAttributes: attributes },
    caller,
  );
}

/** Refuses what neither a destination nor a dead-letter target can be here. */
export function checkDestination(arn: string | undefined, what: string): void {
  if (arn === undefined || arn === "" || /^arn:aws:(sqs|sns):[a-z0-9-]+:\d{12}:[\w.-]+$/.test(arn)) return;
  throw new AwsError(
    "InvalidParameterValueException",
    `${what} must be the ARN of an SQS queue or an SNS topic; got ${arn}.`,
  );
}
