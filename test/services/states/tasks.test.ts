import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { afterEach, describe, expect, it } from "vitest";
import { createStates } from "../../../runtime/services/states/service.ts";
import { createFastClock } from "../../support/fast-clock.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import {
  ended,
  eventTypes,
  type Invocation,
  ROLE_ARN,
  scriptedLambda,
  startMachine,
} from "../../support/states.ts";

let aws: TestRuntime;
let sfn: SFNClient;

async function open(run: (invocation: Invocation) => unknown): Promise<void> {
  aws = await startTestRuntime({ services: [createStates, scriptedLambda(run)], clock: createFastClock(20) });
  sfn = new SFNClient(aws.clientConfig);
}

afterEach(async () => {
  sfn.destroy();
  await aws.stop();
});

function callback(extra: object = {}): object {
  const work = {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
    Arguments: {
      FunctionName: "worker",
      Payload: { token: "{% $states.context.Task.Token %}", n: "{% $states.input.n %}" },
    },
    Output: "{% $states.result %}",
    End: true,
    ...extra,
  };
  return { QueryLanguage: "JSONata", StartAt: "Work", States: { Work: work } };
}

/** A promise and what settles it. */
function later<Value>() {
  return Promise.withResolvers<Value>();
}

describe("a task that waits for its token", () => {
  it("ends with the output that was sent with the token", async () => {
    const token = later<string>();
    await open(({ payload }) => token.resolve(String(payload.token)));
    const { executionArn } = await startMachine(sfn, callback(), { n: 1 });
    await sfn.send(new SendTaskSuccessCommand({ taskToken: await token.promise, output: '{"done":true}' }));
    expect(await ended(sfn, executionArn)).toMatchObject({ status: "SUCCEEDED", output: { done: true } });
    const types = await eventTypes(sfn, executionArn);
    expect(types.filter((type) => type.startsWith("Task") && type !== "TaskSubmitted")).toEqual([
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
    ]);
  });

  it("fails with the error that was sent, and a catcher assigns it", async () => {
    const token = later<string>();
    await open(({ payload }) => token.resolve(String(payload.token)));
    const caught = {
      Catch: [{ ErrorEquals: ["Broken"], Assign: { failure: "{% $states.errorOutput %}" }, Next: "Tell" }],
    };
    const definition = callback(caught) as { States: Record<string, object> };
    definition.States.Tell = {
      Type: "Fail",
      Error: "{% $failure.Error %}",
      Cause: "{% $failure.Cause & '!' %}",
    };
    const { executionArn } = await startMachine(sfn, definition, { n: 1 });
    await sfn.send(
      new SendTaskFailureCommand({ taskToken: await token.promise, error: "Broken", cause: "it broke" }),
    );
    expect(await ended(sfn, executionArn)).toMatchObject({
      status: "FAILED",
      error: "Broken",
      cause: "it broke!",
    });
  });

  it("refuses an answer that comes twice, and a token that is none", async () => {
    const token = later<string>();
    await open(({ payload }) => token.resolve(String(payload.token)));
    const { executionArn } = await startMachine(sfn, callback(), { n: 1 });
    const answer = new SendTaskSuccessCommand({ taskToken: await token.promise, output: "1" });
    await sfn.send(answer);
    await expect(sfn.send(answer)).rejects.toMatchObject({ name: "TaskTimedOut" });
    const invalid = new SendTaskHeartbeatCommand({ taskToken: "nonsense" });
    await expect(sfn.send(invalid)).rejects.toMatchObject({ name: "InvalidToken" });
    await ended(sfn, executionArn);
  });

  it("times out without heartbeats and is retried with a new token", async () => {
    const tokens: string[] = [];
    const second = later<string>();
    await open(({ payload }) => {
      tokens.push(String(payload.token));
      if (tokens.length === 2) second.resolve(String(payload.token));
    });
    const retry = {
      HeartbeatSeconds: 30,
      Retry: [{ ErrorEquals: ["States.HeartbeatTimeout"], IntervalSeconds: 1, MaxAttempts: 1 }],
    };
    const { executionArn } = await startMachine(sfn, callback(retry), { n: 1 });
    const taskToken = await second.promise;
    expect(new Set(tokens).size).toBe(2);
    const late = new SendTaskSuccessCommand({ taskToken: tokens[0], output: "1" });
    await expect(sfn.send(late)).rejects.toMatchObject({ name: "TaskTimedOut" });
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: "2" }));
    expect(await ended(sfn, executionArn)).toMatchObject({ status: "SUCCEEDED", output: 2 });
  });

  it("waits on through a restart, with the same token", async () => {
    const token = later<string>();
    await open(({ payload }) => token.resolve(String(payload.token)));
    const { executionArn } = await startMachine(sfn, callback(), { n: 1 });
    const taskToken = await token.promise;
    sfn.destroy();
    aws = await aws.restart();
    sfn = new SFNClient(aws.clientConfig);
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '"after"' }));
    expect(await ended(sfn, executionArn)).toMatchObject({ status: "SUCCEEDED", output: "after" });
  });
});

describe("a task that calls a function", () => {
  const direct = {
    StartAt: "Call",
    States: {
      Call: { Type: "Task", Resource: "arn:aws:lambda:us-east-1:000000000000:function:f", End: true },
    },
  };

  it("hands the input over and returns the payload, as the state machine's role", async () => {
    const seen: Invocation[] = [];
    await open((invocation) => {
      seen.push(invocation);
      return { got: invocation.payload };
    });
    const { executionArn } = await startMachine(sfn, direct, { a: 1 });
    expect(await ended(sfn, executionArn)).toMatchObject({ status: "SUCCEEDED", output: { got: { a: 1 } } });
    expect(seen[0]?.caller).toMatchObject({ roleArn: ROLE_ARN, accountId: "000000000000" });
  });

  it("fails with the type of the function's error", async () => {
    await open(() => {
      throw Object.assign(new Error("no artifact"), { name: "ArtifactMissing" });
    });
    const { executionArn } = await startMachine(sfn, direct);
    const outcome = await ended(sfn, executionArn);
    expect(outcome).toMatchObject({ status: "FAILED", error: "ArtifactMissing" });
    expect(JSON.parse(outcome.cause ?? "")).toMatchObject({
      errorType: "ArtifactMissing",
      errorMessage: "no artifact",
    });
  });

  it("retries what the retrier names, no more often than it says", async () => {
    let calls = 0;
    await open(() => {
      calls += 1;
      throw Object.assign(new Error("busy"), { name: "RecipeBusy" });
    });
    const Retry = [{ ErrorEquals: ["RecipeBusy"], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1 }];
    const { executionArn } = await startMachine(sfn, {
      ...direct,
      States: { Call: { ...direct.States.Call, Retry } },
    });
    expect(await ended(sfn, executionArn)).toMatchObject({ status: "FAILED", error: "RecipeBusy" });
    expect(calls).toBe(3);
  });
});
