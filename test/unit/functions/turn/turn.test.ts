import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  SendTaskSuccessCommand,
  SFNClient,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { claimRecovery } from "../../../../functions/record-failure/claim-recovery.ts";
import { giveTurnOf } from "../../../../functions/turn/give-turn.ts";
import { takeTurnFor } from "../../../../functions/turn/take-turn.ts";
import { startTestTables, type TestTables } from "../support/tables.ts";

const sfn = mockClient(SFNClient);
let tables: TestTables;
let application = "";
let count = 0;
/** Tokens that a state waits on; answering one removes it. */
const waiting = new Set<string>();
const answered: string[] = [];
const running = new Set<string>();
/** Executions that have ended, and how. */
const ended = new Map<string, string>();
const lambda = mockClient(LambdaClient);
let nowMs = 1_000_000;
let failNextAnswer = false;

const tools = () => ({
  dynamo: tables.dynamo,
  table: "runs",
  states: new SFNClient({}),
  stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:repave-release",
  lambda: new LambdaClient({}),
  recordFailureFunction: "repave-record-failure",
  now: () => nowMs,
});
const place = () => ({ application, environment: "dev" });

function take(release: string, token = `token-${release}`) {
  waiting.add(token);
  running.add(release);
  return takeTurnFor(tools(), place(), { release, token });
}

function give(release: string) {
  return giveTurnOf(tools(), place(), release);
}

async function lock() {
  const all = await tables.scan("runs");
  return all.find(({ id }) => id === `turn#${application}#dev`);
}

beforeAll(async () => {
  tables = await startTestTables();
});
afterAll(() => tables.stop());

beforeEach(() => {
  count += 1;
  application = `app-${count}`;
  waiting.clear();
  running.clear();
  ended.clear();
  lambda.reset();
  lambda.on(InvokeCommand).resolves({ StatusCode: 202 });
  answered.length = 0;
  failNextAnswer = false;
  sfn.reset();
  sfn.on(SendTaskSuccessCommand).callsFake(({ taskToken }: { taskToken: string }) => {
    if (failNextAnswer) {
      failNextAnswer = false;
      throw new Error("crashed");
    }
    if (!waiting.delete(taskToken)) throw new TaskTimedOut({ message: "gone", $metadata: {} });
    answered.push(taskToken);
    return {};
  });
  sfn.on(DescribeExecutionCommand).callsFake(({ executionArn }: { executionArn: string }) => {
    const release = executionArn.split(":").at(-1) ?? "";
    const status = ended.get(release);
    if (status !== undefined) return { status, executionArn, startDate: new Date(0), cause: "a bad day" };
    if (!running.has(release)) throw new ExecutionDoesNotExist({ message: release, $metadata: {} });
    return { status: "RUNNING" };
  });
});

describe("the turn", () => {
  it("is taken at once when it is free", async () => {
    expect(await take("r1")).toBe("taken");
    expect(answered).toEqual(["token-r1"]);
  });

  it("goes to those who wait, in their order", async () => {
    await take("r1");
    expect(await take("r2")).toBe("waiting");
    expect(await take("r3")).toBe("waiting");
    expect(answered).toEqual(["token-r1"]);
    expect(await give("r1")).toBe("r2");
    expect(await give("r2")).toBe("r3");
    expect(await give("r3")).toBeUndefined();
    expect(answered).toEqual(["token-r1", "token-r2", "token-r3"]);
    expect(await take("r4")).toBe("taken");
  });

  it("has one holder when many ask at the same time, and each gets it once", async () => {
    const releases = Array.from({ length: 8 }, (_, index) => `r${index}`);
    const outcomes = await Promise.all(releases.map((release) => take(release)));
    expect(outcomes.filter((outcome) => outcome === "taken")).toHaveLength(1);
    let holder = releases[outcomes.indexOf("taken")];
    while (holder !== undefined) holder = await give(holder);
    expect(answered.toSorted()).toEqual(releases.map((release) => `token-${release}`));
  });

  it("is told again to a holder whose state was retried, with its new token", async () => {
    await take("r1");
    expect(await take("r1", "token-r1-again")).toBe("taken");
    expect(answered).toEqual(["token-r1", "token-r1-again"]);
  });

  it("keeps the place of a waiter whose state was retried, with its new token", async () => {
    await take("r1");
    await take("r2");
    await take("r3");
    await take("r2", "token-r2-again");
    await give("r1");
    expect(answered).toEqual(["token-r1", "token-r2-again"]);
  });

  it("survives a crash between the hand-over and the answer", async () => {
    await take("r1");
    await take("r2");
    failNextAnswer = true;
    await expect(give("r1")).rejects.toThrow("crashed");
    expect(await lock()).toMatchObject({ holder: "r2", handOver: { release: "r2", token: "token-r2" } });
    expect(await give("r1")).toBe("r2");
    expect(answered).toEqual(["token-r1", "token-r2"]);
    expect(await lock()).not.toHaveProperty("handOver");
  });

  it("does not pass over a holder that was told before the crash", async () => {
    await take("r1");
    await take("r2");
    await take("r3");
    failNextAnswer = true;
    await expect(give("r1")).rejects.toThrow("crashed");
    waiting.delete("token-r2");
    expect(await give("r1")).toBe("r2");
    expect(answered).toEqual(["token-r1"]);
  });

  it("passes over waiters whose execution has ended", async () => {
    await take("r1");
    await take("r2");
    await take("r3");
    await take("r4");
    for (const dead of ["r2", "r3"]) {
      running.delete(dead);
      waiting.delete(`token-${dead}`);
    }
    expect(await give("r1")).toBe("r4");
    expect(answered).toEqual(["token-r1", "token-r4"]);
  });

  it("stays where it is when one gives it that never had it, and that one waits no more", async () => {
    await take("r1");
    await take("r2");
    expect(await give("r2")).toBe("r1");
    expect(await give("stranger")).toBe("r1");
    expect(await give("r1")).toBeUndefined();
    expect(answered).toEqual(["token-r1"]);
  });

  it("is given once however often the giving is repeated", async () => {
    await take("r1");
    await take("r2");
    await take("r3");
    await give("r1");
    expect(await give("r1")).toBe("r2");
    expect(await give("r1")).toBe("r2");
    expect(answered).toEqual(["token-r1", "token-r2"]);
  });

  it.each(["ABORTED", "TIMED_OUT", "FAILED"])(
    "is freed by who asks when its holder is %s",
    async (status) => {
      await take("r1");
      expect(await take("r2")).toBe("waiting");
      expect(lambda.calls()).toEqual([]);
      ended.set("r1", status);
      expect(await take("r3")).toBe("waiting");
      const [call] = lambda.commandCalls(InvokeCommand);
      expect(call?.args[0].input).toMatchObject({
        FunctionName: "repave-record-failure",
        InvocationType: "Event",
      });
      expect(JSON.parse(String(call?.args[0].input.Payload))).toEqual({
        detail: {
          executionArn: expect.stringMatching(/:r1$/),
          status,
          input: null,
          startDate: 0,
          cause: "a bad day",
        },
      });
    },
  );

  it("goes on at once when its holder has succeeded, or is forgotten", async () => {
    await take("r1");
    ended.set("r1", "SUCCEEDED");
    expect(await take("r2")).toBe("waiting");
    expect(answered).toEqual(["token-r1", "token-r2"]);
    running.delete("r2");
    await take("r3");
    expect(answered).toEqual(["token-r1", "token-r2", "token-r3"]);
    expect(lambda.calls()).toEqual([]);
  });

  it("is cleared up after by one invocation at a time", async () => {
    await take("r1");
    const claim = (release: string, requestId: string) =>
      claimRecovery(tools(), place(), { release, requestId, nowMs });
    expect(await claim("r1", "first")).toBe(true);
    expect(await claim("r1", "first")).toBe(true);
    await expect(claim("r1", "second")).rejects.toThrow("another invocation does that now");
    ended.set("r1", "ABORTED");
    await take("r2");
    expect(lambda.calls()).toEqual([]);
    nowMs += 1_000_000;
    expect(await claim("r1", "second")).toBe(true);
    await give("r1");
    expect(await lock()).not.toHaveProperty("recovery");
    expect(await claim("r1", "second")).toBe(false);
  });

  it("is separate for each application and environment", async () => {
    await take("r1");
    application = `${application}-other`;
    expect(await take("r2")).toBe("taken");
  });
});
