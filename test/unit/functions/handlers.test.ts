import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { beforeAll, describe, expect, it } from "vitest";
import { messageWith, releaseOf } from "./support/releases.ts";

const names = [
  "trigger",
  "turn",
  "pre-provision",
  "bakery",
  "provision",
  "validation",
  "post-provision",
  "put-back",
  "command-finished",
  "record-failure",
] as const;
const variables = [
  "RUNS_TABLE",
  "LEDGER_TABLE",
  "ARTIFACTS_BUCKET",
  "IMAGES_BUCKET",
  "REPORTS_BUCKET",
  "LOGS_BUCKET",
  "KEY_ARN",
  "OUTCOMES_TOPIC_ARN",
  "FINDINGS_TOPIC_ARN",
  "DEAD_LETTERS_URL",
  "STATE_MACHINE_ARN",
  "RECORD_FAILURE_FUNCTION",
  "WORKER_LOG_GROUP",
];
const context = { functionName: "f", awsRequestId: "r", memoryLimitInMB: "512", invokedFunctionArn: "arn" };

async function handlerOf(name: string): Promise<(event: unknown, context: object) => Promise<unknown>> {
  const module = await import(`../../../functions/${name}/handler.ts`);
  return module.handler;
}

beforeAll(() => {
  for (const name of variables) process.env[name] = name.toLowerCase();
  process.env.HEARTBEAT_SECONDS = "15";
  process.env.AWS_REGION = "us-east-1";
  process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
});

describe("handlers", () => {
  it.each(names)("%s exports a handler that needs nothing but its environment", async (name) => {
    expect(await handlerOf(name)).toBeTypeOf("function");
  });

  it("run their work and give its result", async () => {
    mockClient(SSMClient).on(GetParametersCommand).resolves({ InvalidParameters: [] });
    const started = mockClient(SFNClient);
    started.on(StartExecutionCommand).resolves({});
    const handler = await handlerOf("trigger");
    const Sns = {
      MessageId: "m-1",
      Timestamp: "2026-11-21T05:00:00.000Z",
      TopicArn: "t",
      Message: JSON.stringify(messageWith()),
    };
    expect(await handler({ Records: [{ Sns }] }, context)).toEqual(["started"]);
    expect(started.commandCalls(StartExecutionCommand)[0]?.args[0].input.name).toBe(releaseOf("m-1").id);
  });

  it("throw errors by their name, which the state machine matches", async () => {
    const { ConfigurationMissing } = await import("../../../core/errors.ts");
    mockClient(SSMClient).rejects(new ConfigurationMissing("none"));
    const handler = await handlerOf("pre-provision");
    await expect(handler({ release: releaseOf("m-1") }, context)).rejects.toMatchObject({
      name: "ConfigurationMissing",
    });
  });

  it("refuse an event that lacks what the stage needs", async () => {
    const handler = await handlerOf("provision");
    await expect(handler({ release: releaseOf("m-1"), taskToken: "t" }, context)).rejects.toThrow(
      "preProvision, bakery",
    );
  });
});
