import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { handleNotification } from "../../../../functions/trigger/handle-notification.ts";
import { messageWith, releaseOf } from "../support/releases.ts";

const ssm = mockClient(SSMClient);
const states = mockClient(SFNClient);
const sqs = mockClient(SQSClient);
const tools = {
  ssm: new SSMClient({}),
  states: new SFNClient({}),
  sqs: new SQSClient({}),
  stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:repave-release",
  deadLettersUrl: "http://sqs/repave-dead-letters",
};
const known = ["/repave/applications/hello-web", "/repave/environments/dev"];

const notify = (text: string, MessageId = "m-1") =>
  handleNotification(tools, {
    MessageId,
    Timestamp: "2026-11-21T05:00:00.000Z",
    TopicArn: "arn:aws:sns:us-east-1:000000000000:repave-releases",
    Message: text,
  });

/** Step Functions as it is about names: an execution's name is used once. */
function startOncePerName(): ReadonlySet<string> {
  const names = new Set<string>();
  states.on(StartExecutionCommand).callsFake(({ name }: { name: string }) => {
    if (names.has(name)) throw new ExecutionAlreadyExists({ message: name, $metadata: {} });
    names.add(name);
    return { executionArn: name, startDate: new Date(0) };
  });
  return names;
}

function deadLetters() {
  return sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input);
}

beforeEach(() => {
  ssm.reset();
  states.reset();
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({ MessageId: "dead-1" });
  ssm.on(GetParametersCommand).callsFake(({ Names }: { Names: string[] }) => ({
    Parameters: Names.filter((name) => known.includes(name)).map((Name) => ({ Name, Value: "{}" })),
    InvalidParameters: Names.filter((name) => !known.includes(name)),
  }));
});

describe("handleNotification", () => {
  it("starts an execution that is named after the message", async () => {
    startOncePerName();
    const release = releaseOf("m-1");
    expect(await notify(JSON.stringify(messageWith()))).toEqual({ kind: "started", release });
    expect(states.commandCalls(StartExecutionCommand)[0]?.args[0].input).toEqual({
      stateMachineArn: tools.stateMachineArn,
      name: release.id,
      input: JSON.stringify({ release }),
    });
  });

  it("starts one execution for a message that is delivered a hundred times", async () => {
    const names = startOncePerName();
    const text = JSON.stringify(messageWith());
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => notify(text)));
    expect(names.size).toBe(1);
    expect(outcomes.filter(({ kind }) => kind === "started")).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === "already-started")).toHaveLength(99);
    expect(deadLetters()).toEqual([]);
  });

  it("starts another execution for the same release published again", async () => {
    const names = startOncePerName();
    await notify(JSON.stringify(messageWith()), "m-1");
    await notify(JSON.stringify(messageWith()), "m-2");
    expect(names.size).toBe(2);
  });

  it("keeps a bad message with the original text and every error, and starts nothing", async () => {
    const text = JSON.stringify({
      ...messageWith(),
      application: "nobody",
      environment: "moon",
      version: "$(id)",
      x: 1,
    });
    expect(await notify(text)).toMatchObject({ kind: "refused" });
    expect(states.calls()).toHaveLength(0);
    const [letter] = deadLetters();
    const body = JSON.parse(letter?.MessageBody ?? "");
    expect(body).toMatchObject({ reason: "MessageInvalid", message: text, messageId: "m-1" });
    expect(body.errors.map((error: string) => error.split(":")[0]).sort()).toEqual([
      "/application",
      "/environment",
      "/version",
      "/x",
    ]);
    expect(letter?.MessageAttributes?.reason?.StringValue).toBe("MessageInvalid");
  });

  it.each([
    "no json",
    "[]",
    "null",
    JSON.stringify(messageWith({ application: "../../etc" })),
    JSON.stringify(messageWith({ environment: "dev;reboot" })),
  ])("refuses %j without asking Parameter Store for its bad names", async (text) => {
    expect(await notify(text)).toMatchObject({ kind: "refused" });
    const asked = ssm.commandCalls(GetParametersCommand).flatMap(({ args }) => args[0].input.Names ?? []);
    expect(asked.every((name) => known.includes(name))).toBe(true);
    expect(deadLetters()).toHaveLength(1);
  });

  it("throws when AWS fails, so that Lambda tries again", async () => {
    states.on(StartExecutionCommand).rejects(new Error("throttled"));
    await expect(notify(JSON.stringify(messageWith()))).rejects.toThrow("throttled");
    ssm.on(GetParametersCommand).rejects(new Error("away"));
    await expect(notify(JSON.stringify(messageWith()))).rejects.toThrow("away");
    expect(deadLetters()).toEqual([]);
  });

  it("throws when the queue does not take a bad message, so that it is not lost", async () => {
    sqs.on(SendMessageCommand).rejects(new Error("queue away"));
    await expect(notify("no json")).rejects.toThrow("queue away");
  });
});
