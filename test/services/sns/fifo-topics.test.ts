import {
  CreateTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { CreateQueueCommand, type Message, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { createSns } from "../../../runtime/services/sns/service.ts";
import { createSqs } from "../../../runtime/services/sqs/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

let aws: TestRuntime;
let sns: SNSClient;
let sqs: SQSClient;

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createKms, createSqs, createSns] });
  sns = new SNSClient(aws.clientConfig);
  sqs = new SQSClient(aws.clientConfig);
});
afterAll(() => aws.stop());

async function makeTopic(Name: string, more: Record<string, string> = {}): Promise<string> {
  const Attributes = { FifoTopic: "true", ContentBasedDeduplication: "true", ...more };
  const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name, Attributes }));
  return TopicArn;
}

async function subscribe(TopicArn: string, name: string, raw = "true"): Promise<string> {
  const fifo = { FifoQueue: "true", ContentBasedDeduplication: "true" };
  const Attributes = name.endsWith(".fifo") ? fifo : {};
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
  const Endpoint = `arn:aws:sqs:us-east-1:000000000000:${name}`;
  const subscription = { TopicArn, Protocol: "sqs", Endpoint, Attributes: { RawMessageDelivery: raw } };
  await sns.send(new SubscribeCommand(subscription));
  return QueueUrl;
}

const publish = (TopicArn: string, text: string, more: object = {}) =>
  sns.send(new PublishCommand({ TopicArn, Message: text, MessageGroupId: "g", ...more }));

/** Receives until there are as many messages as wanted. */
async function receive(QueueUrl: string, count: number): Promise<Message[]> {
  const messages: Message[] = [];
  const input = {
    QueueUrl,
    MaxNumberOfMessages: 10,
    VisibilityTimeout: 0,
    MessageSystemAttributeNames: ["All" as const],
  };
  await vi.waitFor(
    async () => {
      messages.splice(
        0,
        messages.length,
        ...((await sqs.send(new ReceiveMessageCommand(input))).Messages ?? []),
      );
      expect(messages).toHaveLength(count);
    },
    { timeout: 30_000 },
  );
  return messages;
}

describe("a FIFO topic", () => {
  it("delivers to a FIFO queue in order, each message once", async () => {
    const topic = await makeTopic("order.fifo");
    const queue = await subscribe(topic, "ordered.fifo");
    for (const text of ["1", "2", "2", "3", "1"]) await publish(topic, text);
    const messages = await receive(queue, 3);
    expect(messages.map(({ Body }) => Body)).toEqual(["1", "2", "3"]);
    expect(messages[0]?.Attributes).toMatchObject({ MessageGroupId: "g" });
  });

  it("answers a repeated message as the first", async () => {
    const topic = await makeTopic("repeated.fifo");
    const first = await publish(topic, "one", { MessageDeduplicationId: "d" });
    expect(first.SequenceNumber).toMatch(/^\d{20}$/);
    const { MessageId, SequenceNumber } = first;
    expect(await publish(topic, "two", { MessageDeduplicationId: "d" })).toMatchObject({
      MessageId,
      SequenceNumber,
    });
  });

  it("says the sequence number in a notification, and delivers to standard queues too", async () => {
    const topic = await makeTopic("sealed.fifo", { KmsMasterKeyId: "alias/aws/sns" });
    const queue = await subscribe(topic, "standard", "false");
    const { SequenceNumber } = await publish(topic, "hello");
    const [message] = await receive(queue, 1);
    expect(JSON.parse(message?.Body ?? "")).toMatchObject({ Message: "hello", SequenceNumber });
  });

  it("takes batches", async () => {
    const topic = await makeTopic("batch.fifo");
    const entries = [
      { Id: "a", Message: "a", MessageGroupId: "g" },
      { Id: "b", Message: "b" },
    ];
    const command = new PublishBatchCommand({ TopicArn: topic, PublishBatchRequestEntries: entries });
    const { Successful, Failed } = await sns.send(command);
    expect(Successful).toMatchObject([{ Id: "a", SequenceNumber: expect.any(String) }]);
    expect(Failed).toMatchObject([{ Id: "b", Code: "InvalidParameter" }]);
  });

  it("wants a group, and an id or the content to know repetitions by", async () => {
    const topic = await makeTopic("strict.fifo", { ContentBasedDeduplication: "false" });
    await expect(publish(topic, "x", { MessageGroupId: undefined })).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "Invalid parameter: The MessageGroupId parameter is required for FIFO topics",
    });
    await expect(publish(topic, "x")).rejects.toMatchObject({ name: "InvalidParameterException" });
  });

  it("is not made without its suffix, nor the suffix without it", async () => {
    const invalid = { name: "InvalidParameterException" };
    await expect(makeTopic("plain")).rejects.toMatchObject(invalid);
    await expect(makeTopic("plain.fifo", { FifoTopic: "false" })).rejects.toMatchObject(invalid);
  });

  it("takes no function, and a standard topic no FIFO queue", async () => {
    const invalid = { name: "InvalidParameterException" };
    const TopicArn = await makeTopic("picky.fifo");
    const Endpoint = "arn:aws:lambda:us-east-1:000000000000:function:f";
    const toFunction = new SubscribeCommand({ TopicArn, Protocol: "lambda", Endpoint });
    await expect(sns.send(toFunction)).rejects.toMatchObject(invalid);
    const { TopicArn: standard = "" } = await sns.send(new CreateTopicCommand({ Name: "standard" }));
    await expect(subscribe(standard, "picky.fifo")).rejects.toMatchObject(invalid);
  });
});
