import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateStateMachineCommand, SFNClient, StartSyncExecutionCommand } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createLogs } from "../../../runtime/services/logs/service.ts";
import { createStates } from "../../../runtime/services/states/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import { ROLE_ARN, scriptedLambda } from "../../support/states.ts";

let aws: TestRuntime;
let sfn: SFNClient;
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  const broken = scriptedLambda(() => {
    throw new Error("broken");
  });
  aws = await startTestRuntime({ services: [createLogs, createStates, broken] });
  sfn = new SFNClient({ ...aws.clientConfig, disableHostPrefix: true });
  logs = new CloudWatchLogsClient(aws.clientConfig);
});
afterAll(() => aws.stop());

const FAILS = JSON.stringify({
  StartAt: "Call",
  States: {
    Call: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Parameters: { FunctionName: "f" },
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }],
      End: true,
    },
    Failed: { Type: "Fail", Error: "Failed" },
  },
});

/** The events of one execution that are logged at a level. */
async function loggedAt(level: "ALL" | "ERROR" | "FATAL", last: string): Promise<readonly string[]> {
  const logGroupName = `/states/${level}`;
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  const logGroupArn = `arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}:*`;
  const machine = await sfn.send(
    new CreateStateMachineCommand({
      name: level,
      definition: FAILS,
      roleArn: ROLE_ARN,
      type: "EXPRESS",
      loggingConfiguration: { level, destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] },
    }),
  );
  await sfn.send(new StartSyncExecutionCommand({ stateMachineArn: machine.stateMachineArn }));
  return vi.waitFor(
    async () => {
      const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
      const types = events.map(({ message = "{}" }) => String(JSON.parse(message).type));
      expect(types).toContain(last);
      return types;
    },
    { timeout: 30_000 },
  );
}

describe("the log of an execution", () => {
  it("has every event at ALL", async () => {
    expect(await loggedAt("ALL", "ExecutionFailed")).toEqual([
      "ExecutionStarted",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskFailed",
      "TaskStateExited",
      "FailStateEntered",
      "ExecutionFailed",
    ]);
  });

  it("has what failed at ERROR, and how the execution ended at FATAL", async () => {
    expect(await loggedAt("ERROR", "ExecutionFailed")).toEqual([
      "TaskFailed",
      "FailStateEntered",
      "ExecutionFailed",
    ]);
    expect(await loggedAt("FATAL", "ExecutionFailed")).toEqual(["ExecutionFailed"]);
  });
});
