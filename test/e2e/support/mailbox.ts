import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { Target } from "../../../cli/target/target.ts";
import { eventually } from "../../support/eventually.ts";

/** A queue that subscribes to a topic, as people who want to be told do. */
export interface Mailbox {
  /** Every message so far, as it was published. */
  texts(): Promise<readonly string[]>;
  /** The first message that mentions something, read as JSON. */
  find(mention: string): Promise<Readonly<Record<string, unknown>>>;
}

/** Opens a mailbox for one of repave's topics. */
export async function openMailbox(target: Target, topic: string): Promise<Mailbox> {
  const sqs = new SQSClient(target.clientConfig);
  const place = `${target.region}:${target.accountId}`;
  const policy = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: `arn:aws:sqs:${place}:mailbox-${topic}`,
      },
    ],
  };
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: `mailbox-${topic}`, Attributes: { Policy: JSON.stringify(policy) } }),
  );
  await new SNSClient(target.clientConfig).send(
    new SubscribeCommand({
      TopicArn: `arn:aws:sns:${place}:${topic}`,
      Protocol: "sqs",
      Endpoint: `arn:aws:sqs:${place}:mailbox-${topic}`,
      Attributes: { RawMessageDelivery: "true" },
    }),
  );
  const kept: string[] = [];
  const texts = async () => {
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) return kept;
      kept.push(...Messages.map(({ Body = "" }) => Body));
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  };
  const find = (mention: string) =>
    eventually(`a message of ${topic} with ${mention}`, async () => {
      const text = (await texts()).find((candidate) => candidate.includes(mention));
      return text === undefined ? undefined : (JSON.parse(text) as Readonly<Record<string, unknown>>);
    });
  return { texts, find };
}
