import {
  CreateStateMachineCommand,
  ListExecutionsCommand,
  SFNClient,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { roleCaller } from "../../../runtime/kernel/credentials.ts";
import { createStates } from "../../../runtime/services/states/service.ts";
import { createFastClock } from "../../support/fast-clock.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import { ended, ROLE_ARN, startMachine } from "../../support/states.ts";

let aws: TestRuntime;
let sfn: SFNClient;

beforeEach(async () => {
  aws = await startTestRuntime({ services: [createStates], clock: createFastClock(20) });
  sfn = new SFNClient(aws.clientConfig);
});

afterEach(async () => {
  sfn.destroy();
  await aws.stop();
});

async function child(states: object): Promise<string> {
  const definition = JSON.stringify({ StartAt: "S", States: { S: states } });
  const created = await sfn.send(
    new CreateStateMachineCommand({ name: "child", definition, roleArn: ROLE_ARN }),
  );
  return created.stateMachineArn ?? "";
}

function parent(pattern: string, StateMachineArn: string): object {
  const Parameters = { StateMachineArn, "Input.$": "$" };
  return {
    StartAt: "Start",
    States: {
      Start: {
        Type: "Task",
        Resource: `arn:aws:states:::states:startExecution${pattern}`,
        Parameters,
        End: true,
      },
    },
  };
}

describe("a task that starts an execution", () => {
  it("ends with it, its output read or as text", async () => {
    const arn = await child({ Type: "Pass", End: true });
    const parsed = await startMachine(sfn, parent(".sync:2", arn), { a: 1 });
    expect(await ended(sfn, parsed.executionArn)).toMatchObject({
      output: { Status: "SUCCEEDED", Output: { a: 1 } },
    });
    const text = await startMachine(sfn, parent(".sync", arn), { a: 1 });
    expect(await ended(sfn, text.executionArn)).toMatchObject({
      output: { Status: "SUCCEEDED", Output: '{"a":1}' },
    });
  });

  it("fails when it fails", async () => {
    const arn = await child({ Type: "Fail", Error: "Inner", Cause: "broke" });
    const { executionArn } = await startMachine(sfn, parent(".sync:2", arn));
    const outcome = await ended(sfn, executionArn);
    expect(outcome).toMatchObject({ status: "FAILED", error: "States.TaskFailed" });
    expect(JSON.parse(outcome.cause ?? "")).toMatchObject({
      Status: "FAILED",
      Error: "Inner",
      Cause: "broke",
    });
  });

  it("takes it along when it is stopped", async () => {
    const stateMachineArn = await child({ Type: "Wait", Seconds: 3600, End: true });
    const { executionArn } = await startMachine(sfn, parent(".sync", stateMachineArn));
    const children = async () =>
      (await sfn.send(new ListExecutionsCommand({ stateMachineArn }))).executions ?? [];
    while ((await children()).length === 0) {
      // Until the child is there.
    }
    await sfn.send(new StopExecutionCommand({ executionArn }));
    const [started] = await children();
    expect(await ended(sfn, started?.executionArn ?? "")).toMatchObject({ status: "ABORTED" });
  });

  it("waits for the same one through a restart", async () => {
    const stateMachineArn = await child({ Type: "Wait", Seconds: 1, End: true });
    const { executionArn } = await startMachine(sfn, parent(".sync:2", stateMachineArn), { a: 1 });
    const started = async () =>
      (await sfn.send(new ListExecutionsCommand({ stateMachineArn }))).executions ?? [];
    while ((await started()).length === 0) {
      // Until the child is there.
    }
    sfn.destroy();
    aws = await aws.restart();
    sfn = new SFNClient(aws.clientConfig);
    expect(await ended(sfn, executionArn)).toMatchObject({
      status: "SUCCEEDED",
      output: { Output: { a: 1 } },
    });
    expect(await started()).toHaveLength(1);
  });

  it("is given the one that it had started when it asks again, also when that has ended", async () => {
    const stateMachineArn = await child({ Type: "Pass", End: true });
    const named = { stateMachineArn, name: "named" };
    const { startDate } = await startAsTask(named, { eventId: 5, waits: false });
    await ended(sfn, executionOf(stateMachineArn, "named"));
    expect(await startAsTask(named, { eventId: 5, waits: false })).toMatchObject({ startDate });
    await expect(startAsTask(named, { eventId: 9, waits: false })).rejects.toMatchObject({
      code: "ExecutionAlreadyExists",
    });
  });

  it("leaves none behind that it waited for, when the process died before it could stop it", async () => {
    const stateMachineArn = await child({ Type: "Wait", Seconds: 3600, End: true });
    await startAsTask({ stateMachineArn, name: "awaited" }, { eventId: 5, waits: true });
    await startAsTask({ stateMachineArn, name: "released" }, { eventId: 9, waits: false });
    sfn.destroy();
    aws = await aws.restart();
    sfn = new SFNClient(aws.clientConfig);
    expect(await ended(sfn, executionOf(stateMachineArn, "awaited"))).toMatchObject({ status: "ABORTED" });
    const { executions } = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: "RUNNING" }),
    );
    expect(executions?.map(({ name }) => name)).toEqual(["released"]);
  });
});

/** Starts a child as a task of an execution does that has ended since. */
function startAsTask(
  input: { readonly stateMachineArn: string; readonly name: string },
  task: { readonly eventId: number; readonly waits: boolean },
): Promise<{ startDate: Date }> {
  const caller = roleCaller({ roleArn: ROLE_ARN, sessionName: "parent" });
  const executionArn = "arn:aws:states:us-east-1:000000000000:execution:parent:ended";
  return aws.runtime.aws.call("states", "StartExecution", input, {
    ...caller,
    task: { executionArn, frame: 1, ...task },
  });
}

function executionOf(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
}
