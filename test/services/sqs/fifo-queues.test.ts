import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../../runtime/kernel/clock.ts";
import { createSqs } from "../../../runtime/services/sqs/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

const SIX_MINUTES_MS = 360_000;
let aheadMs = 0;
const clock = { ...systemClock, now: () => Date.now() + aheadMs };
let aws: TestRuntime;
let sqs: SQSClient;

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createSqs], clock });
  sqs = new SQSClient(aws.clientConfig);
});
afterAll(() => aws.stop());

async function makeQueue(QueueName: string, Attributes: Record<string, string> = {}): Promise<string> {
  const all = { FifoQueue: "true", ContentBasedDeduplication: "true", ...Attributes };
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes: all }));
  return QueueUrl;
}

const send = (QueueUrl: string, MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: "g", ...more }));

async function receive(QueueUrl: string, more: object = {}): Promise<Message[]> {
  const input = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All" as const], ...more };
  return (await sqs.send(new ReceiveMessageCommand(input))).Messages ?? [];
}

const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);
const remove = (QueueUrl: string, { ReceiptHandle }: Message) =>
  sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));

describe("a FIFO queue", () => {
  it("gives messages out in the order of their sending", async () => {
    const url = await makeQueue("order.fifo");
    const numbers = Array.from({ length: 10 }, (_, at) => String(at));
    for (const number of numbers) await send(url, number);
    const messages = await receive(url);
    expect(bodies(messages)).toEqual(numbers);
    const sequence = messages.map(({ Attributes }) => Attributes?.SequenceNumber ?? "");
    expect(sequence.every((number) => /^\d{20}$/.test(number))).toBe(true);
    expect(sequence.toSorted()).toEqual(sequence);
    expect(messages[0]?.Attributes).toMatchObject({ MessageGroupId: "g" });
  });

  it("holds a group back while one of its messages is under way, and no other", async () => {
    const url = await makeQueue("groups.fifo");
    await send(url, "a1", { MessageGroupId: "a" });
    await send(url, "a2", { MessageGroupId: "a" });
    await send(url, "b1", { MessageGroupId: "b" });
    const [first] = await receive(url, { MaxNumberOfMessages: 1 });
    expect(first?.Body).toBe("a1");
    expect(bodies(await receive(url))).toEqual(["b1"]);
    const waiting = receive(url, { WaitTimeSeconds: 20 });
    await remove(url, first ?? {});
    expect(bodies(await waiting)).toEqual(["a2"]);
  });

  it("takes a message once in five minutes, even when it was deleted", async () => {
    const url = await makeQueue("once.fifo");
    const { MessageId, SequenceNumber } = await send(url, "same");
    for (const message of await receive(url)) await remove(url, message);
    expect(await send(url, "same")).toMatchObject({ MessageId, SequenceNumber });
    expect(await send(url, "same", { MessageDeduplicationId: "mine" })).not.toMatchObject({ MessageId });
    expect(bodies(await receive(url))).toEqual(["same"]);
    aheadMs += SIX_MINUTES_MS;
    expect(await send(url, "same")).not.toMatchObject({ MessageId });
  });

  it("tells equal messages of two groups apart when that is its scope", async () => {
    const url = await makeQueue("scope.fifo", { DeduplicationScope: "messageGroup" });
    for (const MessageGroupId of ["a", "b", "a"]) await send(url, "same", { MessageGroupId });
    expect(bodies(await receive(url))).toEqual(["same", "same"]);
  });

  it("keeps order and memory over a restart", async () => {
    const own = await startTestRuntime({ services: [createSqs] });
    sqs = new SQSClient(own.clientConfig);
    await makeQueue("kept.fifo");
    await send(`${own.endpoint}/000000000000/kept.fifo`, "first");
    const again = await own.restart();
    sqs = new SQSClient(again.clientConfig);
    const url = `${again.endpoint}/000000000000/kept.fifo`;
    await send(url, "first");
    await send(url, "second");
    expect(bodies(await receive(url))).toEqual(["first", "second"]);
    await again.stop();
    sqs = new SQSClient(aws.clientConfig);
  });

  it("shows its attributes", async () => {
    const QueueUrl = await makeQueue("shown.fifo");
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    expect(Attributes).toMatchObject({
      FifoQueue: "true",
      ContentBasedDeduplication: "true",
      DeduplicationScope: "queue",
      FifoThroughputLimit: "perQueue",
    });
  });

  it.each([
    ["no-suffix", {}, "InvalidParameterValue"],
    ["no-attribute.fifo", { FifoQueue: "false" }, "InvalidParameterValue"],
    ["scope.fifo", { DeduplicationScope: "none" }, "InvalidAttributeValue"],
  ])("is not made as %s with %j", async (name, attributes, error) => {
    await expect(makeQueue(name, attributes)).rejects.toMatchObject({ name: error });
  });

  it.each([
    [{ MessageGroupId: undefined }, "MissingParameter"],
    [{ MessageGroupId: "sp ace" }, "InvalidParameterValue"],
    [{ DelaySeconds: 5 }, "InvalidParameterValue"],
    [{ MessageDeduplicationId: "x".repeat(129) }, "InvalidParameterValue"],
  ])("refuses a message with %j", async (more, name) => {
    const url = await makeQueue("refusing.fifo");
    await expect(send(url, "x", more)).rejects.toMatchObject({ name });
  });

  it("wants a deduplication id when the content does not count", async () => {
    const url = await makeQueue("explicit.fifo", { ContentBasedDeduplication: "false" });
    await expect(send(url, "x")).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message:
        "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    });
  });

  it("does not delete with a receipt handle that is over", async () => {
    const url = await makeQueue("expired.fifo", { VisibilityTimeout: "0" });
    await send(url, "x");
    const [message] = await receive(url);
    await expect(remove(url, message ?? {})).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });
});

it("lets messages of a standard queue have a group, but no deduplication id", async () => {
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "standard" }));
  await send(QueueUrl, "x");
  expect((await receive(QueueUrl))[0]?.Attributes).toMatchObject({ MessageGroupId: "g" });
  await expect(send(QueueUrl, "x", { MessageDeduplicationId: "d" })).rejects.toMatchObject({
    name: "InvalidParameterValue",
  });
});
