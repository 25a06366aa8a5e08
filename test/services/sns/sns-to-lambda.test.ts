import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createLambda } from "../../../runtime/services/lambda/service.ts";
import { createLogs } from "../../../runtime/services/logs/service.ts";
import { createSns } from "../../../runtime/services/sns/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import { zip } from "../lambda/zip.ts";

let aws: TestRuntime;
let sns: SNSClient;
let logs: CloudWatchLogsClient;
const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:subscriber";

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createLogs, createLambda, createSns] });
  sns = new SNSClient(aws.clientConfig);
  logs = new CloudWatchLogsClient(aws.clientConfig);
  const source = `export const handler = async (event) => { process.stdout.write("GOT " + JSON.stringify(event) + "\\n") }`;
  await new LambdaClient(aws.clientConfig).send(
    new CreateFunctionCommand({
      FunctionName: "subscriber",
      Runtime: "nodejs24.x",
      Role: "arn:aws:iam::000000000000:role/subscriber",
      Handler: "index.handler",
      Code: { ZipFile: await zip({ "index.mjs": source }) },
    }),
  );
});
afterAll(() => aws.stop());

async function topic(name: string, Attributes: Record<string, string> = {}): Promise<string> {
  const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: name }));
  const subscription = { TopicArn, Protocol: "lambda", Endpoint: functionArn, Attributes };
  await sns.send(new SubscribeCommand(subscription));
  return TopicArn;
}

// biome-ignore lint/suspicious/noExplicitAny: an event as the function wrote it down.
async function received(term: string): Promise<any> {
  return vi.waitFor(
    async () => {
      const command = new FilterLogEventsCommand({
        logGroupName: "/aws/lambda/subscriber",
        filterPattern: `GOT "${term}"`,
      });
      const { events = [] } = await logs.send(command);
      const [first] = events;
      if (first?.message === undefined) throw new Error(`nothing with ${term} yet`);
      return JSON.parse(first.message.slice("GOT ".length));
    },
    { timeout: 10_000 },
  );
}

describe("SNS with a Lambda subscriber", () => {
  it("delivers AWS's event", async () => {
    const TopicArn = await topic("delivered");
    const { MessageId } = await sns.send(
      new PublishCommand({
        TopicArn,
        Message: "one-message",
        Subject: "greetings",
        MessageAttributes: { team: { DataType: "String", StringValue: "web" } },
      }),
    );
    const event = await received("one-message");
    expect(event.Records).toHaveLength(1);
    expect(event.Records[0]).toMatchObject({ EventSource: "aws:sns", EventVersion: "1.0" });
    expect(event.Records[0].Sns).toMatchObject({
      Type: "Notification",
      MessageId,
      TopicArn,
      Subject: "greetings",
      Message: "one-message",
      MessageAttributes: { team: { Type: "String", Value: "web" } },
    });
  });

  it("lets through only what the filter policy wants", async () => {
    const FilterPolicy = JSON.stringify({
      environment: ["dev", { prefix: "test-" }],
      size: [{ numeric: [">", 3] }],
    });
    const TopicArn = await topic("filtered", { FilterPolicy });
    const publish = (Message: string, environment: string, size: string) =>
      sns.send(
        new PublishCommand({
          TopicArn,
          Message,
          MessageAttributes: {
            environment: { DataType: "String", StringValue: environment },
            size: { DataType: "Number", StringValue: size },
          },
        }),
      );
    await publish("filtered-out-environment", "prod", "5");
    await publish("filtered-out-size", "dev", "2");
    await publish("filtered-in", "test-7", "4");
    await received("filtered-in");
    expect(aws.runtime.store.collection("sns.deliveries").size).toBe(0);
    const command = new FilterLogEventsCommand({
      logGroupName: "/aws/lambda/subscriber",
      filterPattern: "filtered-out",
    });
    expect((await logs.send(command)).events).toEqual([]);
  });

  it("takes a batch entry by entry", async () => {
    const TopicArn = await topic("batched");
    const { Successful, Failed } = await sns.send(
      new PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: [
          { Id: "good", Message: "batch-good" },
          { Id: "bad", Message: "batch-bad", Subject: "a\nb" },
        ],
      }),
    );
    expect(Successful?.map(({ Id }) => Id)).toEqual(["good"]);
    expect(Failed).toMatchObject([{ Id: "bad", Code: "InvalidParameter", SenderFault: true }]);
    await received("batch-good");
  });

  it("keeps what it acknowledged until it is delivered, over a restart", async () => {
    const TopicArn = await topic("kept");
    aws.runtime.store.collection("sns.deliveries").put("left-behind", {
      value: {
        subscriptionArn: (await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn })))
          .Subscriptions?.[0]?.SubscriptionArn,
        message: { messageId: "m", topicArn: TopicArn, text: "left-behind", attributes: {}, publishedMs: 0 },
      },
      enqueuedMs: 0,
      attempt: 0,
      dueMs: 0,
    });
    aws = await aws.restart();
    sns = new SNSClient(aws.clientConfig);
    logs = new CloudWatchLogsClient(aws.clientConfig);
    await received("left-behind");
  });

  it("describes topics and subscriptions", async () => {
    const TopicArn = await topic("described", { RawMessageDelivery: "false" });
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({ TopicArn, Owner: "000000000000", SubscriptionsConfirmed: "1" });
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    const SubscriptionArn = Subscriptions?.[0]?.SubscriptionArn;
    const described = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    expect(described.Attributes).toMatchObject({ Protocol: "lambda", Endpoint: functionArn });
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    expect((await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions ?? []).toEqual(
      [],
    );
  });

  it("refuses by name what it cannot do", async () => {
    const TopicArn = await topic("refusing");
    const email = new SubscribeCommand({ TopicArn, Protocol: "email", Endpoint: "a@example.com" });
    await expect(sns.send(email)).rejects.toThrow(/'email' is not emulated/);
    const badFilter = new SubscribeCommand({
      TopicArn,
      Protocol: "lambda",
      Endpoint: `${functionArn}2`,
      Attributes: { FilterPolicy: '{"a":[{"almost":"x"}]}' },
    });
    await expect(sns.send(badFilter)).rejects.toThrow(/Unrecognized match type almost/);
    const large = new PublishCommand({ TopicArn, Message: "x".repeat(262_145) });
    await expect(sns.send(large)).rejects.toThrow(/Message too long/);
    const nowhere = new PublishCommand({ TopicArn: `${TopicArn}-not`, Message: "x" });
    await expect(sns.send(nowhere)).rejects.toMatchObject({ name: "NotFoundException" });
    await expect(sns.send(new CreateTopicCommand({ Name: "a.fifo" }))).rejects.toThrow(/Topic Name/);
  });
});
