import type { Message, MessageAttribute, Subscription } from "./state.ts";

type NamedValues = Record<string, { Type: string; Value: string }>;

/** The event that a Lambda function gets for one message: AWS's `Records` with one SNS record. */
export function lambdaEvent(message: Message, subscription: Subscription): object {
  const record = {
    EventSource: "aws:sns",
    EventVersion: "1.0",
    EventSubscriptionArn: subscription.arn,
    Sns: {
      Type: "Notification",
      MessageId: message.messageId,
      TopicArn: message.topicArn,
      Subject: message.subject ?? null,
      Message: message.text,
      Timestamp: new Date(message.publishedMs).toISOString(),
      // DIVERGES: nothing is signed; the delivery does not leave the process.
      SignatureVersion: "1",
      Signature: "",
      SigningCertUrl: "",
      UnsubscribeUrl: "",
      MessageAttributes: namedValues(message.attributes),
    },
  };
  return { Records: [record] };
}

/** The body of the SQS message for a subscription without raw delivery. */
export function notification(message: Message): object {
  const attributes = namedValues(message.attributes);
  return {
    Type: "Notification",
    MessageId: message.messageId,
    ...(message.sequenceNumber !== undefined && { SequenceNumber: message.sequenceNumber }),
    TopicArn: message.topicArn,
    ...(message.subject !== undefined && { Subject: message.subject }),
    Message: message.text,
    Timestamp: new Date(message.publishedMs).toISOString(),
    SignatureVersion: "1",
    Signature: "",
    SigningCertURL: "",
    UnsubscribeURL: "",
    ...(Object.keys(attributes).length > 0 && { MessageAttributes: attributes }),
  };
}

function namedValues(attributes: Readonly<Record<string, MessageAttribute>>): NamedValues {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { type, value }]) => [name, { Type: type, Value: value }]),
  );
}

/** Message attributes as SQS takes them, for raw delivery. */
export function sqsAttributes({ attributes }: Message): Record<string, object> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { type, value }]) => [
      name,
      type.startsWith("Binary")
        ? { DataType: type, BinaryValue: Buffer.from(value, "base64") }
        : { DataType: type, StringValue: value },
    ]),
  );
}
