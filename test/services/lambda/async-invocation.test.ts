import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Clock, systemClock } from "../../../runtime/kernel/clock.ts";
import { createLambda } from "../../../runtime/services/lambda/service.ts";
import { createSqs } from "../../../runtime/services/sqs/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import { zip } from "./zip.ts";

const retryDelaysMs: number[] = [];
/** Lets the minutes between retries pass at once. */
const clock: Clock = {
  ...systemClock,
  after(delayMs, callback) {
    const isRetry = delayMs === 60_000 || delayMs === 120_000;
    if (isRetry) retryDelaysMs.push(delayMs);
    return systemClock.after(isRetry ? 1 : delayMs, callback);
  },
  at: systemClock.at,
};
let aws: TestRuntime;
let client: LambdaClient;
let sqs: SQSClient;

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createSqs, createLambda], clock });
  client = new LambdaClient(aws.clientConfig);
  sqs = new SQSClient(aws.clientConfig);
});
afterAll(() => aws.stop());

async function deploy(FunctionName: string, source: string): Promise<void> {
  await sqs.send(new CreateQueueCommand({ QueueName: FunctionName }));
  await client.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: "nodejs24.x",
      Role: "arn:aws:iam::000000000000:role/function",
      Handler: "index.handler",
      Code: { ZipFile: await zip({ "index.mjs": source }) },
    }),
  );
}

async function fire(FunctionName: string, event: unknown): Promise<void> {
  const command = new InvokeCommand({
    FunctionName,
    InvocationType: "Event",
    Payload: JSON.stringify(event),
  });
  expect((await client.send(command)).StatusCode).toBe(202);
}

async function received(name: string) {
  const QueueUrl = `${aws.endpoint}/000000000000/${name}`;
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10, MessageAttributeNames: ["All"] }),
  );
  return { body: JSON.parse(Messages[0]?.Body ?? "null"), attributes: Messages[0]?.MessageAttributes };
}

const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const failing = `let n = 0; export const handler = async () => { n += 1; throw new Error("failure " + n) }`;

describe("Invoke with InvocationType Event", () => {
  it("retries after one and two minutes, then hands the record to the destination", async () => {
    await deploy("failing", failing);
    const DestinationConfig = { OnFailure: { Destination: queueArn("failing") } };
    await client.send(
      new PutFunctionEventInvokeConfigCommand({ FunctionName: "failing", DestinationConfig }),
    );
    await fire("failing", { release: 1 });
    const { body } = await received("failing");
    expect(body).toMatchObject({
      version: "1.0",
      requestContext: {
        functionArn: "arn:aws:lambda:us-east-1:000000000000:function:failing:$LATEST",
        condition: "RetriesExhausted",
        approximateInvokeCount: 3,
      },
      requestPayload: { release: 1 },
      responseContext: { statusCode: 200, functionError: "Unhandled" },
      responsePayload: { errorType: "Error", errorMessage: "failure 3" },
    });
    expect(retryDelaysMs).toEqual([60_000, 120_000]);
  });

  it("sends the event to the dead-letter queue with the error in its attributes", async () => {
    await deploy("dead", failing);
    const DeadLetterConfig = { TargetArn: queueArn("dead") };
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName: "dead", DeadLetterConfig }));
    await client.send(
      new PutFunctionEventInvokeConfigCommand({ FunctionName: "dead", MaximumRetryAttempts: 0 }),
    );
    await fire("dead", { release: 2 });
    const { body, attributes } = await received("dead");
    expect(body).toEqual({ release: 2 });
    expect(attributes?.ErrorMessage?.StringValue).toBe("failure 1");
    expect(attributes?.RequestID?.StringValue).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("hands a success to its destination", async () => {
    await deploy("fine", "export const handler = async (event) => ({ twice: event.n * 2 })");
    const DestinationConfig = { OnSuccess: { Destination: queueArn("fine") } };
    await client.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: "fine", DestinationConfig }));
    await fire("fine", { n: 4 });
    const { body } = await received("fine");
    expect(body).toMatchObject({ requestContext: { condition: "Success" }, responsePayload: { twice: 8 } });
  });

  it("takes up what was under way when the runtime ended", async () => {
    await deploy("resumed", "export const handler = async (event) => event.n");
    const DestinationConfig = { OnSuccess: { Destination: queueArn("resumed") } };
    await client.send(
      new PutFunctionEventInvokeConfigCommand({ FunctionName: "resumed", DestinationConfig }),
    );
    const value = { functionName: "resumed", payload: '{"n":7}', requestId: "left", failedRuns: 0 };
    const nowMs = Date.now();
    const queue = aws.runtime.store.collection("lambda.async-invocations");
    queue.put("left", { value, enqueuedMs: nowMs, attempt: 0, dueMs: nowMs });
    aws = await aws.restart();
    sqs = new SQSClient(aws.clientConfig);
    client = new LambdaClient(aws.clientConfig);
    expect((await received("resumed")).body).toMatchObject({ responsePayload: 7 });
  });
});
