import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../../runtime/kernel/clock.ts";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { createSns } from "../../../runtime/services/sns/service.ts";
import { createSqs } from "../../../runtime/services/sqs/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

let aheadMs = 0;
const clock = { ...systemClock, now: () => Date.now() + aheadMs };
let aws: TestRuntime;
let sqs: SQSClient;

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createKms, createSqs, createSns], clock });
  sqs = new SQSClient(aws.clientConfig);
});
afterAll(() => aws.stop());

async function makeQueue(QueueName: string, Attributes: Record<string, string> = {}): Promise<string> {
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  return QueueUrl;
}

const send = (QueueUrl: string, MessageBody: string, more: object = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));

async function receive(QueueUrl: string, more: object = {}): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 0, ...more }),
  );
  return Messages;
}

describe("SQS", () => {
  it("gives a message with attributes out once, and never again after its deletion", async () => {
    const QueueUrl = await makeQueue("plain");
    const MessageAttributes = {
      text: { DataType: "String", StringValue: "väl" },
      bytes: { DataType: "Binary", BinaryValue: Buffer.from([0, 255]) },
    };
    await send(QueueUrl, "hello", { MessageAttributes });
    const [message] = await receive(QueueUrl, {
      MessageAttributeNames: ["All"],
      MessageSystemAttributeNames: ["All"],
    });
    expect(message?.Body).toBe("hello");
    expect(message?.MessageAttributes?.bytes?.BinaryValue).toEqual(Uint8Array.from([0, 255]));
    expect(message?.Attributes?.ApproximateReceiveCount).toBe("1");
    expect(await receive(QueueUrl)).toEqual([]);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesNotVisible: "0",
      QueueArn: "arn:aws:sqs:us-east-1:000000000000:plain",
    });
  });

  it("gives a message out again when its visibility ends, and an old handle deletes nothing", async () => {
    const QueueUrl = await makeQueue("visible");
    await send(QueueUrl, "again");
    const [first] = await receive(QueueUrl);
    const again = { QueueUrl, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 };
    await sqs.send(new ChangeMessageVisibilityCommand(again));
    const [second] = await receive(QueueUrl, { MessageSystemAttributeNames: ["ApproximateReceiveCount"] });
    expect(second?.Attributes).toEqual({ ApproximateReceiveCount: "2" });
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
    aheadMs += 31_000;
    expect(await receive(QueueUrl)).toHaveLength(1);
  });

  it("waits for a message that comes, or comes into view, during a long poll", async () => {
    const QueueUrl = await makeQueue("polled");
    const waiting = receive(QueueUrl, { WaitTimeSeconds: 20 });
    await send(QueueUrl, "came");
    expect((await waiting).map(({ Body }) => Body)).toEqual(["came"]);
    const delayed = receive(QueueUrl, { WaitTimeSeconds: 20 });
    await send(QueueUrl, "later", { DelaySeconds: 1 });
    expect((await delayed).map(({ Body }) => Body)).toEqual(["later"]);
  });

  it("moves a message that was received too often to the dead-letter queue", async () => {
    const dead = await makeQueue("dead");
    const deadLetterTargetArn = "arn:aws:sqs:us-east-1:000000000000:dead";
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });
    const QueueUrl = await makeQueue("redriven", { RedrivePolicy, VisibilityTimeout: "0" });
    await send(QueueUrl, "poison");
    expect(await receive(QueueUrl)).toHaveLength(1);
    expect(await receive(QueueUrl)).toEqual([]);
    expect((await receive(dead)).map(({ Body }) => Body)).toEqual(["poison"]);
  });

  it("takes a batch entry by entry", async () => {
    const QueueUrl = await makeQueue("batched");
    const Entries = [
      { Id: "a", MessageBody: "good" },
      { Id: "b", MessageBody: "bad\u0000" },
    ];
    const { Successful, Failed } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(Successful?.map(({ Id }) => Id)).toEqual(["a"]);
    expect(Failed).toMatchObject([{ Id: "b", Code: "InvalidMessageContents" }]);
  });

  it("is a subscriber of SNS, raw and in the envelope, also with encrypted queues and topics", async () => {
    const { KeyMetadata } = await new KMSClient(aws.clientConfig).send(new CreateKeyCommand({}));
    const key = { KmsMasterKeyId: KeyMetadata?.Arn ?? "" };
    const sns = new SNSClient(aws.clientConfig);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "to-queues", Attributes: key }));
    const wrapped = await makeQueue("wrapped", key);
    const raw = await makeQueue("raw");
    const subscribe = (name: string, Attributes: Record<string, string> = {}) =>
      sns.send(
        new SubscribeCommand({
          TopicArn,
          Protocol: "sqs",
          Endpoint: `arn:aws:sqs:us-east-1:000000000000:${name}`,
          Attributes,
        }),
      );
    await subscribe("wrapped");
    await subscribe("raw", { RawMessageDelivery: "true" });
    await sns.send(new PublishCommand({ TopicArn, Message: "to-the-queue", Subject: "s" }));
    const [inEnvelope] = await receive(wrapped, { WaitTimeSeconds: 10 });
    expect(JSON.parse(inEnvelope?.Body ?? "")).toMatchObject({
      Type: "Notification",
      TopicArn,
      Message: "to-the-queue",
    });
    const [asIs] = await receive(raw, { WaitTimeSeconds: 10 });
    expect(asIs?.Body).toBe("to-the-queue");
    const stored = [...aws.runtime.store.collection("sqs.messages").entries("wrapped/")];
    expect(stored).toHaveLength(1);
    expect(JSON.stringify(stored)).not.toContain("to-the-queue");
  });

  it("keeps messages over a restart and refuses what it has not", async () => {
    await send(await makeQueue("kept"), "kept");
    aws = await aws.restart();
    sqs = new SQSClient(aws.clientConfig);
    const { QueueUrl = "" } = await sqs.send(new GetQueueUrlCommand({ QueueName: "kept" }));
    expect((await receive(QueueUrl)).map(({ Body }) => Body)).toEqual(["kept"]);
    await expect(receive(`${aws.endpoint}/000000000000/nowhere`)).rejects.toMatchObject({
      name: "QueueDoesNotExist",
    });
  });
});
