import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  SendTaskSuccessCommand,
  SFNClient,
  ValidateStateMachineDefinitionCommand,
} from "@aws-sdk/client-sfn";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stepFunctionsServices } from "../../../runtime/services/step-functions.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import { ended, startMachine } from "../../support/states.ts";

let aws: TestRuntime;
let sfn: SFNClient;
let sqs: SQSClient;

beforeAll(async () => {
  aws = await startTestRuntime({ services: stepFunctionsServices });
  sfn = new SFNClient(aws.clientConfig);
  sqs = new SQSClient(aws.clientConfig);
});
afterAll(() => aws.stop());

const task = (resource: string, Arguments: unknown, fields: object = {}) => ({
  QueryLanguage: "JSONata",
  StartAt: "Call",
  States: {
    Call: { Type: "Task", Resource: `arn:aws:states:::${resource}`, Arguments, End: true, ...fields },
  },
});

async function run(resource: string, Arguments: unknown) {
  const { executionArn } = await startMachine(sfn, task(resource, Arguments));
  return ended(sfn, executionArn);
}

async function makeQueue(QueueName: string): Promise<string> {
  return (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? "";
}

/** The body of the next message of a queue, read as JSON. */
function nextMessage(QueueUrl: string): Promise<Record<string, unknown>> {
  return eventually("a message", async () => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
    return Messages[0] === undefined ? undefined : JSON.parse(Messages[0].Body ?? "");
  });
}

const answered = {
  SdkHttpMetadata: { HttpStatusCode: 200, HttpHeaders: expect.any(Object) },
  SdkResponseMetadata: { RequestId: expect.any(String) },
};

describe("an optimised integration", () => {
  it("sends a message whose body is an object, and tells of its HTTP call", async () => {
    const QueueUrl = await makeQueue("plain");
    const { output } = await run("sqs:sendMessage", { QueueUrl, MessageBody: { a: 1 } });
    expect(output).toMatchObject({ MD5OfMessageBody: expect.any(String), ...answered });
    expect(await nextMessage(QueueUrl)).toEqual({ a: 1 });
  });

  it("publishes, and works on items of a table", async () => {
    const sns = new SNSClient(aws.clientConfig);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "topic" }));
    expect(await run("sns:publish", { TopicArn, Message: { a: 1 } })).toMatchObject({
      output: { MessageId: expect.any(String), ...answered },
    });
    const TableName = "items";
    const key = { AttributeName: "id", KeyType: "HASH" as const };
    await new DynamoDBClient(aws.clientConfig).send(
      new CreateTableCommand({
        TableName,
        KeySchema: [key],
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
    const Key = { id: { S: "1" } };
    expect(await run("dynamodb:putItem", { TableName, Item: { ...Key, n: { N: "1" } } })).toMatchObject({
      output: answered,
    });
    const change = {
      UpdateExpression: "SET n = n + :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
    };
    expect(
      await run("dynamodb:updateItem", { TableName, Key, ...change, ReturnValues: "ALL_NEW" }),
    ).toMatchObject({ output: { Attributes: { ...Key, n: { N: "2" } } } });
    expect(await run("dynamodb:deleteItem", { TableName, Key })).toMatchObject({ output: answered });
    const { output } = await run("dynamodb:getItem", { TableName, Key });
    expect(output.Item).toBeUndefined();
  });

  it("puts events that tell which execution they are from, and fails for those that are refused", async () => {
    const QueueUrl = await makeQueue("events");
    const events = new EventBridgeClient(aws.clientConfig);
    const EventPattern = JSON.stringify({ source: ["test"] });
    await events.send(new PutRuleCommand({ Name: "all", EventPattern }));
    const Arn = "arn:aws:sqs:us-east-1:000000000000:events";
    await events.send(new PutTargetsCommand({ Rule: "all", Targets: [{ Id: "queue", Arn }] }));
    const entry = { Source: "test", DetailType: "Tried", Detail: { a: 1 } };
    const { executionArn, stateMachineArn } = await startMachine(
      sfn,
      task("events:putEvents", { Entries: [entry] }),
    );
    expect((await ended(sfn, executionArn)).output).toMatchObject({ FailedEntryCount: 0 });
    expect(await nextMessage(QueueUrl)).toMatchObject({
      "detail-type": "Tried",
      detail: { a: 1 },
      resources: [executionArn, stateMachineArn],
    });
    const { Source: _none, ...incomplete } = entry;
    expect(await run("events:putEvents", { Entries: [incomplete] })).toMatchObject({
      status: "FAILED",
      error: "EventBridge.FailedEntry",
    });
  });

  it("waits for a token that went with a message, a publication, an event or an execution", async () => {
    const QueueUrl = await makeQueue("tokens");
    const sns = new SNSClient(aws.clientConfig);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "tokens" }));
    const Endpoint = "arn:aws:sqs:us-east-1:000000000000:tokens";
    const Attributes = { RawMessageDelivery: "true" };
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint, Attributes }));
    const events = new EventBridgeClient(aws.clientConfig);
    const EventPattern = JSON.stringify({ source: ["tokens"] });
    await events.send(new PutRuleCommand({ Name: "tokens", EventPattern }));
    const target = { Id: "queue", Arn: Endpoint, InputPath: "$.detail" };
    await events.send(new PutTargetsCommand({ Rule: "tokens", Targets: [target] }));
    const token = "{% $states.context.Task.Token %}";
    const handOver = task("sqs:sendMessage", { QueueUrl, MessageBody: "{% $states.input %}" });
    const { stateMachineArn } = await startMachine(sfn, handOver, { token: "of nobody" });
    expect(await nextMessage(QueueUrl)).toMatchObject({ token: "of nobody" });
    const calls = {
      "sqs:sendMessage": { QueueUrl, MessageBody: { token } },
      "sns:publish": { TopicArn, Message: { token } },
      "events:putEvents": { Entries: [{ Source: "tokens", DetailType: "Token", Detail: { token } }] },
      "states:startExecution": { StateMachineArn: stateMachineArn, Input: { token } },
    };
    for (const [resource, parameters] of Object.entries(calls)) {
      const machine = task(`${resource}.waitForTaskToken`, parameters);
      const { executionArn } = await startMachine(sfn, machine);
      const message = await nextMessage(QueueUrl);
      const answer = { taskToken: String(message.token), output: JSON.stringify(resource) };
      await sfn.send(new SendTaskSuccessCommand(answer));
      expect(await ended(sfn, executionArn)).toMatchObject({ status: "SUCCEEDED", output: resource });
    }
  });

  it.each([
    ["sqs:sendMessage", { QueueUrl: "http://no-such-host/1/q", MessageBody: "x" }, "SQS.SdkClientException"],
    [
      "sns:publish",
      { TopicArn: "arn:aws:sns:us-east-1:000000000000:none", Message: "x" },
      "SNS.NotFoundException",
    ],
    [
      "dynamodb:getItem",
      { TableName: "none", Key: { id: { S: "1" } } },
      "DynamoDB.ResourceNotFoundException",
    ],
    ["lambda:invoke", { FunctionName: "none" }, "Lambda.ResourceNotFoundException"],
    ["glue:startJobRun.sync", { JobName: "none" }, "States.Runtime"],
    ["http:invoke", { Method: "GET", ApiEndpoint: "https://example.com" }, "States.Runtime"],
  ])("of %s with %j fails as %s", async (resource, parameters, error) => {
    expect(await run(resource, parameters)).toMatchObject({ status: "FAILED", error });
  });

  it("takes the URL of a queue by another address of this machine, or as it is on AWS", async () => {
    const QueueUrl = await makeQueue("addressed");
    const { port } = new URL(QueueUrl);
    for (const host of [`localhost:${port}`, `[::1]:${port}`, "sqs.us-east-1.amazonaws.com"]) {
      const url = `http://${host}/000000000000/addressed`;
      expect(await run("sqs:sendMessage", { QueueUrl: url, MessageBody: "x" })).toMatchObject({
        status: "SUCCEEDED",
      });
    }
  });
});

describe("an aws-sdk integration", () => {
  it.each([
    ["sqs:createQueue", { QueueName: "by-task" }, { QueueUrl: expect.stringMatching(/\/by-task$/) }],
    ["sns:createTopic", { Name: "by-task" }, { TopicArn: expect.stringMatching(/:by-task$/) }],
    ["ssm:putParameter", { Name: "/by/task", Type: "String", Value: "v" }, { Version: 1, Tier: "Standard" }],
    [
      "ssm:getParameter",
      { Name: "/by/task" },
      { Parameter: { Value: "v", LastModifiedDate: expect.stringMatching(/Z$/) } },
    ],
    ["secretsmanager:createSecret", { Name: "by-task", SecretString: "s" }, { Name: "by-task" }],
    [
      "secretsmanager:getSecretValue",
      { SecretId: "by-task" },
      { SecretString: "s", VersionStages: ["AWSCURRENT"] },
    ],
    ["sts:getCallerIdentity", {}, { Account: "000000000000" }],
    ["kms:createKey", {}, { KeyMetadata: { Enabled: true, CreationDate: expect.stringMatching(/Z$/) } }],
    ["s3:createBucket", { Bucket: "by-task" }, { Location: "/by-task" }],
    ["s3:putObject", { Bucket: "by-task", Key: "k", Body: { a: 1 } }, { ETag: expect.any(String) }],
    ["s3:getObject", { Bucket: "by-task", Key: "k" }, { Body: '{"a":1}', ContentLength: 7 }],
    ["s3:listObjectsV2", { Bucket: "by-task" }, { KeyCount: 1, Contents: [{ Key: "k", Size: 7 }] }],
    [
      "sfn:listStateMachines",
      { MaxResults: 1 },
      { StateMachines: [{ StateMachineArn: expect.any(String) }] },
    ],
    ["cloudwatchlogs:createLogGroup", { LogGroupName: "by-task" }, {}],
    [
      "cloudwatchlogs:describeLogGroups",
      { LogGroupNamePrefix: "by-task" },
      { LogGroups: [{ LogGroupName: "by-task" }] },
    ],
    [
      "eventbridge:putEvents",
      { Entries: [{ Source: "a", DetailType: "b", Detail: "{}" }] },
      { FailedEntryCount: 0 },
    ],
  ])("calls %s with %j", async (resource, parameters, output) => {
    expect(await run(`aws-sdk:${resource}`, parameters)).toMatchObject({ status: "SUCCEEDED", output });
  });

  it.each([
    ["s3:getObject", { Bucket: "by-task", Key: "none" }, "S3.NoSuchKeyException"],
    ["secretsmanager:getSecretValue", { SecretId: "none" }, "SecretsManager.ResourceNotFoundException"],
    ["ssm:getParameter", { Name: "/none" }, "Ssm.ParameterNotFoundException"],
    ["sqs:getQueueUrl", { QueueName: "none" }, "Sqs.QueueDoesNotExistException"],
    ["kms:describeKey", { KeyId: "alias/none" }, "Kms.NotFoundException"],
    ["athena:listWorkGroups", {}, "States.Runtime"],
  ])("of %s with %j fails as %s", async (resource, parameters, error) => {
    expect(await run(`aws-sdk:${resource}`, parameters)).toMatchObject({ status: "FAILED", error });
  });
});

it("reads no more of a large object than shows that it is too large", async () => {
  const s3 = new S3Client({ ...aws.clientConfig, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: "large" }));
  for (const [Key, size] of Object.entries({ "half-megabyte": 500_000, megabytes: 3_000_000 })) {
    await s3.send(new PutObjectCommand({ Bucket: "large", Key, Body: "ö".repeat(size) }));
    expect(await run("aws-sdk:s3:getObject", { Bucket: "large", Key })).toMatchObject({
      status: "FAILED",
      error: "States.DataLimitExceeded",
    });
  }
});

describe("a definition", () => {
  it.each([
    "nosuchservice:call",
    "sns:publish.sync",
    "dynamodb:getItem.waitForTaskToken",
    "dynamodb:query",
    "aws-sdk:s3:noSuchAction",
    "aws-sdk:s3:GetObject",
    "aws-sdk:s3:getObject.sync",
  ])("with the resource %s is refused", async (resource) => {
    const definition = JSON.stringify(task(resource, {}));
    const { diagnostics } = await sfn.send(new ValidateStateMachineDefinitionCommand({ definition }));
    expect(diagnostics).toMatchObject([
      {
        code: "SCHEMA_VALIDATION_FAILED",
        location: "/States/Call/Resource",
        message: expect.stringMatching(/^The resource provided .* is not recognized\./),
      },
    ]);
    await expect(startMachine(sfn, task(resource, {}))).rejects.toMatchObject({ name: "InvalidDefinition" });
  });

  it("with a parameter that the action does not have is refused, wherever it is", async () => {
    const call = { Type: "Task", Resource: "arn:aws:states:::aws-sdk:s3:getObject", End: true };
    const task = { ...call, Parameters: { "Bucket.$": "$", key: "k" } };
    const inner = (name: string) => ({ StartAt: name, States: { [name]: task } });
    const states = {
      Each: { Type: "Map", ItemProcessor: inner("First"), Next: "Both" },
      Both: { Type: "Parallel", Branches: [inner("Second")], End: true },
    };
    const definition = JSON.stringify({ StartAt: "Each", States: states });
    const { diagnostics } = await sfn.send(new ValidateStateMachineDefinitionCommand({ definition }));
    const message = "The field 'key' is not supported by Step Functions";
    expect(diagnostics).toMatchObject([
      { message, location: "/States/Each/ItemProcessor/States/First/Parameters" },
      { message, location: "/States/Both/Branches[0]/States/Second/Parameters" },
    ]);
  });

  it.each(["ecs:runTask.sync", "eks:call", "aws-sdk:athena:listWorkGroups", "batch:submitJob"])(
    "with the resource %s, which AWS has, is taken",
    async (resource) => {
      const definition = JSON.stringify(task(resource, {}));
      const { result } = await sfn.send(new ValidateStateMachineDefinitionCommand({ definition }));
      expect(result).toBe("OK");
    },
  );
});
