import { readFileSync } from "node:fs";
import type { DescribeExecutionCommandOutput, HistoryEvent } from "@aws-sdk/client-sfn";
import * as snsSdk from "@aws-sdk/client-sns";
import { afterEach, describe, expect, it } from "vitest";
import type { ServiceFactory } from "../../../runtime/kernel/service.ts";
import { createStates } from "../../../runtime/services/states/service.ts";
import { eventually } from "../../support/eventually.ts";
import { createJumpingClock, type JumpingClock } from "../../support/jumping-clock.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import { ROLE_ARN, scriptedLambda } from "../../support/states.ts";

type Payload = Readonly<Record<string, unknown>>;
/** What each function does; the name is that of the definition's substitution without `Function`. */
type Script = Readonly<Record<string, (payload: Payload) => unknown>>;

const release = {
  id: "r-1",
  application: "hello-web",
  environment: "dev",
  version: "1.0.0",
  requestedBy: "ci",
};
const served = { status: "SERVING", url: "http://a", colour: "green", resources: 3, ledgerSequence: 2 };

let aws: TestRuntime;
let clock: JumpingClock;
let invoked: { readonly name: string; readonly payload: Payload }[];
let published: Payload[];

/** Functions that all do well at once; those that wait for a token answer it themselves. */
const wellDone: Script = {
  Turn: ({ action, taskToken }) => (action === "take" ? succeed(taskToken, { turn: "taken" }) : {}),
  PreProvision: () => ({ recipeDigest: "ab" }),
  Bakery: ({ taskToken }) => succeed(taskToken, { imageId: "ami-1", reused: true }),
  Provision: ({ taskToken }) => succeed(taskToken, { colour: "green" }),
  Validation: ({ taskToken }) => succeed(taskToken, { counts: {} }),
  PostProvision: () => served,
  PutBack: () => ({ cancelled: [], removed: ["green"], serving: "blue" }),
  RecordFailure: () => ({}),
};

const scriptedSns: ServiceFactory = () => ({
  signingName: "sns",
  protocol: "awsQuery",
  sdk: snsSdk,
  operations: {
    Publish({ Message }: { Message?: string }) {
      published.push(JSON.parse(Message ?? "{}"));
      return { MessageId: "m" };
    },
  },
});

function call<Output>(operation: string, input: object): Promise<Output> {
  const { caller } = aws.runtime.credentials.administrator();
  return aws.runtime.aws.call("states", operation, input, caller) as Promise<Output>;
}

function succeed(taskToken: unknown, output: object): Promise<unknown> {
  return call("SendTaskSuccess", { taskToken, output: JSON.stringify(output) });
}

/** Starts a release with the definition that is deployed. */
async function start(script: Script): Promise<string> {
  invoked = [];
  published = [];
  clock = createJumpingClock();
  const run = ({ functionName, payload }: { functionName: string; payload: Payload }) => {
    const name = functionName.split(":").at(-1)?.replace("Function", "") ?? "";
    invoked.push({ name, payload });
    return { ...wellDone, ...script }[name]?.(payload);
  };
  aws = await startTestRuntime({ services: [scriptedSns, createStates, scriptedLambda(run)], clock });
  const file = new URL("../../../statemachine/release.asl.json", import.meta.url);
  const definition = readFileSync(file, "utf8")
    .replaceAll(`\${OutcomesTopic}`, "arn:aws:sns:us-east-1:000000000000:repave-outcomes")
    .replaceAll(/\$\{(\w+)\}/g, "arn:aws:lambda:us-east-1:000000000000:function:$1");
  const machine = await call<{ stateMachineArn: string }>("CreateStateMachine", {
    ...{ name: "repave-release", definition, roleArn: ROLE_ARN },
  });
  const { stateMachineArn } = machine;
  const started = await call<{ executionArn: string }>("StartExecution", {
    ...{ stateMachineArn, input: JSON.stringify({ release }) },
  });
  return started.executionArn;
}

function endOf(executionArn: string): Promise<DescribeExecutionCommandOutput> {
  return eventually("the release to end", async () => {
    const found = await call<DescribeExecutionCommandOutput>("DescribeExecution", { executionArn });
    return found.status === "RUNNING" ? undefined : found;
  });
}

/** Waits until the release waits in a state. */
function waitUntilIn(executionArn: string, state: string): Promise<unknown> {
  return eventually(`the release to be in ${state}`, async () => {
    const { events } = await call<{ events: HistoryEvent[] }>("GetExecutionHistory", {
      ...{ executionArn, reverseOrder: true, maxResults: 1 },
    });
    return events[0]?.stateEnteredEventDetails?.name === state ? state : undefined;
  });
}

function payloadsOf(name: string): readonly Payload[] {
  return invoked.filter((it) => it.name === name).map(({ payload }) => payload);
}

afterEach(() => aws.stop());

describe("the way of a release", () => {
  it("goes through the stages once and gives the turn", async () => {
    expect(await endOf(await start({}))).toMatchObject({ status: "SUCCEEDED" });
    const stages = ["PreProvision", "Bakery", "Provision", "Validation", "PostProvision"];
    expect(invoked.map(({ name }) => name)).toEqual(["Turn", ...stages, "Turn"]);
    expect(published).toMatchObject([{ outcome: "SUCCEEDED", url: "http://a", colour: "green" }]);
  });

  it("holds the traffic for hours where PostProvision says so, and hands back what it gave", async () => {
    const pauses = [
      { status: "SHIFTING", waitSeconds: 7200, weights: { blue: 90, green: 10 } },
      { status: "DRAINING", waitSeconds: 3600, weights: { blue: 0, green: 100 } },
    ];
    const executionArn = await start({
      PostProvision: () => pauses[payloadsOf("PostProvision").length - 1] ?? served,
    });
    for (const [index, { waitSeconds }] of pauses.entries()) {
      await eventually("the function to be invoked", () => payloadsOf("PostProvision")[index]);
      await waitUntilIn(executionArn, "HoldTraffic");
      clock.jump(waitSeconds * 1000);
    }
    expect(await endOf(executionArn)).toMatchObject({ status: "SUCCEEDED" });
    expect(payloadsOf("PostProvision").map(({ postProvision }) => postProvision)).toEqual([
      undefined,
      ...pauses,
    ]);
  });

  it("asks for its turn again every ten minutes, with a new token", async () => {
    const tokens = () => payloadsOf("Turn").map(({ taskToken }) => taskToken);
    const executionArn = await start({ Turn: () => ({ turn: "waiting" }) });
    for (let asked = 1; asked <= 3; asked += 1) {
      await eventually("the release to ask", () => (tokens().length === asked ? asked : undefined));
      await eventually("its function to have answered", async () => {
        const { events } = await call<{ events: HistoryEvent[] }>("GetExecutionHistory", {
          ...{ executionArn, reverseOrder: true, maxResults: 1 },
        });
        return events[0]?.type === "TaskSubmitted" ? true : undefined;
      });
      clock.jump(601_000);
      clock.jump(1_000);
    }
    const newest = await eventually("the fourth token", () => tokens()[3]);
    expect(new Set(tokens()).size).toBe(4);
    await expect(succeed(tokens()[0], {})).rejects.toMatchObject({ code: "TaskTimedOut" });
    await succeed(newest, { turn: "taken" });
    expect(await endOf(executionArn)).toMatchObject({ status: "SUCCEEDED" });
  });

  it("is put back, recorded and told when a stage fails, and ends with that failure", async () => {
    const failing = () => {
      throw Object.assign(new Error("GET /: came 500"), { name: "SmokeTestFailed" });
    };
    expect(await endOf(await start({ PostProvision: failing }))).toMatchObject({
      status: "FAILED",
      error: "SmokeTestFailed",
      cause: "PostProvision: GET /: came 500",
    });
    const failure = { stage: "PostProvision", error: "SmokeTestFailed", cause: "GET /: came 500" };
    expect(payloadsOf("PutBack")).toMatchObject([{ release, provision: { colour: "green" }, failure }]);
    expect(payloadsOf("RecordFailure")).toMatchObject([{ failure, putBack: { serving: "blue" } }]);
    expect(published).toMatchObject([{ outcome: "FAILED", ...failure, serving: "blue" }]);
    expect(invoked.at(-1)).toMatchObject({ name: "Turn", payload: { action: "give" } });
  });

  it("tries PostProvision once more when its function died", async () => {
    const dying = () => {
      if (payloadsOf("PostProvision").length > 1) return served;
      throw Object.assign(new Error("Task timed out after 900.00 seconds"), { name: "Sandbox.Timedout" });
    };
    const executionArn = await start({ PostProvision: dying });
    await eventually("the function to have died", () => payloadsOf("PostProvision")[0]);
    await eventually("the retry", () => {
      clock.jump(1_000);
      return payloadsOf("PostProvision")[1];
    });
    expect(await endOf(executionArn)).toMatchObject({ status: "SUCCEEDED" });
  });
});
