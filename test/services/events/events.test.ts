import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEvents } from "../../../runtime/services/events/service.ts";
import { createLambda } from "../../../runtime/services/lambda/service.ts";
import { createSqs } from "../../../runtime/services/sqs/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

let aws: TestRuntime;
let events: EventBridgeClient;
let sqs: SQSClient;

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createSqs, createLambda, createEvents], log: silent });
  connect();
});
afterAll(() => aws.stop());

const silent = { info: () => {}, warn: () => {}, error: () => {} };

function connect(): void {
  events = new EventBridgeClient(aws.clientConfig);
  sqs = new SQSClient(aws.clientConfig);
}

const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const commandChanged = { source: ["aws.ssm"], "detail-type": ["EC2 Command Status-change Notification"] };

async function makeRule(Name: string, pattern: object, target: Partial<Target> = {}): Promise<void> {
  await sqs.send(new CreateQueueCommand({ QueueName: Name }));
  await events.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify(pattern) }));
  const Targets = [{ Id: "queue", Arn: queueArn(Name), ...target }];
  await events.send(new PutTargetsCommand({ Rule: Name, Targets }));
}

function emit(status: string): void {
  aws.runtime.events.emit({
    source: "aws.ssm",
    detailType: "EC2 Command Status-change Notification",
    resources: ["arn:aws:ec2:us-east-1:000000000000:instance/i-1"],
    detail: { "command-id": "c-1", status, count: 3 },
  });
}

async function received(name: string, WaitTimeSeconds = 5): Promise<unknown[]> {
  const QueueUrl = `${aws.endpoint}/000000000000/${name}`;
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds }));
  return Messages.map(({ Body }) => JSON.parse(Body ?? ""));
}

describe("EventBridge", () => {
  it("delivers what happens to resources to the targets of matching rules", async () => {
    await makeRule("finished", { ...commandChanged, detail: { status: ["Failed", { prefix: "Time" }] } });
    emit("Success");
    emit("TimedOut");
    expect(await received("finished")).toEqual([
      {
        version: "0",
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        "detail-type": "EC2 Command Status-change Notification",
        source: "aws.ssm",
        account: "000000000000",
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        region: "us-east-1",
        resources: ["arn:aws:ec2:us-east-1:000000000000:instance/i-1"],
        detail: { "command-id": "c-1", status: "TimedOut", count: 3 },
      },
    ]);
    expect(await received("finished", 0)).toEqual([]);
  });

  it("shapes the target's input by path and by template", async () => {
    await makeRule("by-path", commandChanged, { InputPath: "$.detail.status" });
    await makeRule("by-template", commandChanged, {
      InputTransformer: {
        InputPathsMap: { status: "$.detail.status", count: "$.detail.count", where: "$.resources[0]" },
        InputTemplate:
          '{"text":"it is <status> at \\"<where>\\"","count":<count>,"status":<status>,"rule":<aws.events.rule-name>}',
      },
    });
    emit("Failed");
    expect(await received("by-path")).toEqual(["Failed"]);
    expect(await received("by-template")).toEqual([
      {
        text: 'it is Failed at "arn:aws:ec2:us-east-1:000000000000:instance/i-1"',
        count: 3,
        status: "Failed",
        rule: "by-template",
      },
    ]);
  });

  it("takes an application's events, but none in AWS's name", async () => {
    await makeRule("shop", { source: ["shop"] });
    const entry = (Source: string, Detail: string) => ({ Source, DetailType: "order", Detail });
    const { Entries, FailedEntryCount } = await events.send(
      new PutEventsCommand({
        Entries: [entry("shop", '{"n":1}'), entry("aws.ec2", "{}"), entry("shop", "no json")],
      }),
    );
    expect(FailedEntryCount).toBe(2);
    expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      "NotAuthorizedForSourceException",
      "MalformedDetail",
    ]);
    expect(await received("shop")).toMatchObject([{ source: "shop", detail: { n: 1 } }]);
  });

  it("sends an event whose target is gone to the dead-letter queue", async () => {
    await sqs.send(new CreateQueueCommand({ QueueName: "dead" }));
    await makeRule(
      "lost",
      { source: ["lost"] },
      {
        Arn: "arn:aws:lambda:us-east-1:000000000000:function:nowhere",
        DeadLetterConfig: { Arn: queueArn("dead") },
      },
    );
    const Entries = [{ Source: "lost", DetailType: "x", Detail: "{}" }];
    await events.send(new PutEventsCommand({ Entries }));
    expect(await received("dead")).toMatchObject([{ source: "lost" }]);
  });

  it("leaves disabled rules out and keeps rules over a restart", async () => {
    await makeRule("switched", { source: ["switched"] });
    await events.send(new DisableRuleCommand({ Name: "switched" }));
    const Entries = [{ Source: "switched", DetailType: "x", Detail: "{}" }];
    await events.send(new PutEventsCommand({ Entries }));
    expect(await received("switched", 0)).toEqual([]);
    aws = await aws.restart();
    connect();
    expect((await events.send(new DescribeRuleCommand({ Name: "switched" }))).State).toBe("DISABLED");
    await events.send(new EnableRuleCommand({ Name: "switched" }));
    await events.send(new PutEventsCommand({ Entries }));
    expect(await received("switched")).toHaveLength(1);
  });

  it("deletes a rule only without targets", async () => {
    await makeRule("deleted", { source: ["deleted"] });
    await expect(events.send(new DeleteRuleCommand({ Name: "deleted" }))).rejects.toThrow(
      /since it has targets/,
    );
    await events.send(new RemoveTargetsCommand({ Rule: "deleted", Ids: ["queue"] }));
    const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: "deleted" }));
    expect(Targets).toEqual([]);
    await events.send(new DeleteRuleCommand({ Name: "deleted" }));
    await expect(events.send(new DescribeRuleCommand({ Name: "deleted" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  it("refuses schedules, invalid patterns and unknown targets by name", async () => {
    const schedule = new PutRuleCommand({ Name: "s", ScheduleExpression: "rate(1 minute)" });
    await expect(events.send(schedule)).rejects.toThrow(/ScheduleExpression/);
    const pattern = new PutRuleCommand({ Name: "p", EventPattern: '{"source":"aws.ssm"}' });
    await expect(events.send(pattern)).rejects.toMatchObject({ name: "InvalidEventPatternException" });
    const target = { Id: "x", Arn: "arn:aws:kinesis:us-east-1:000000000000:stream/x" };
    const unknown = new PutTargetsCommand({ Rule: "shop", Targets: [target] });
    await expect(events.send(unknown)).rejects.toThrow(/not emulated as a target/);
  });

  it.each([
    [{ detail: { a: [{ "anything-but": ["x", "y"] }] } }, { a: "z" }, true],
    [{ detail: { a: [{ "anything-but": { prefix: "x" } }] } }, { a: "xyz" }, false],
    [{ detail: { a: [{ numeric: [">", 1, "<=", 3] }] } }, { a: 3 }, true],
    [{ detail: { a: [{ numeric: [">", 1, "<=", 3] }] } }, { a: 4 }, false],
    [{ detail: { a: [{ exists: false }] } }, { b: 1 }, true],
    [{ detail: { a: [{ exists: true }] } }, { b: 1 }, false],
    [{ detail: { a: [{ suffix: ".png" }] } }, { a: "x.png" }, true],
    [{ detail: { a: [{ "equals-ignore-case": "ABC" }] } }, { a: "aBc" }, true],
    [{ detail: { a: [{ wildcard: "x*z\\*" }] } }, { a: "xyyz*" }, true],
    [{ detail: { a: [null] } }, { a: null }, true],
    [{ detail: { a: ["one"] } }, { a: ["two", "one"] }, true],
    [{ detail: { $or: [{ a: [1] }, { b: { c: [2] } }] } }, { b: { c: 2 } }, true],
    [{ detail: { $or: [{ a: [1] }, { b: [2] }] } }, { a: 2, b: 1 }, false],
  ])("matches %j against the detail %j: %s", async (pattern, detail, expected) => {
    const Event = JSON.stringify({ source: "s", detail });
    const command = new TestEventPatternCommand({ EventPattern: JSON.stringify(pattern), Event });
    expect((await events.send(command)).Result).toBe(expected);
  });
});
