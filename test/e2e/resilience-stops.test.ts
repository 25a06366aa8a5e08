import { randomUUID } from "node:crypto";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import {
  DeleteFunctionConcurrencyCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from "@aws-sdk/client-lambda";
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readLedger } from "../../cli/audit/read-ledger.ts";
import { followRelease } from "../../cli/follow/follow-release.ts";
import { readApplications } from "../../cli/target/applications.ts";
import { deployedNames, executionArn } from "../../cli/target/names.ts";
import { releaseId } from "../../core/release/release.ts";
import type { ReleaseMessage } from "../../core/release/release-message.ts";
import { eventually } from "../support/eventually.ts";
import { exampleVariant, type Variant } from "./support/example.ts";
import { type Mailbox, openMailbox } from "./support/mailbox.ts";
import * as observe from "./support/observe.ts";
import { startTraffic } from "./support/traffic.ts";
import { startUp, type Up } from "./support/up.ts";
import { holdWorker } from "./support/worker-process.ts";

const LONG_MS = 90_000;
let up: Up;
let outcomes: Mailbox;
let traffic: ReturnType<typeof startTraffic>;

beforeAll(async () => {
  up = await startUp();
  outcomes = await openMailbox(up.target, "repave-outcomes");
  traffic = startTraffic(String((await readApplications(up.target))[0]?.current.url));
}, 120_000);
afterAll(() => up?.remove());

/** The example's page, with a second port that nobody asked for. */
const listeningPage = `import { createServer } from "node:net";
createServer().listen(8099, process.env.HOST);
export const pageOf = () => "hello";
`;

/** Brings a release into a stage and holds it there; gives how to let go of it after it was stopped. */
type Hold = () => Promise<{ readonly release: string; readonly letGo: () => Promise<unknown> }>;

function publish(version: string, configuration = {}): Promise<string> {
  return up.publish(exampleVariant({ configuration, files: { "build.txt": version } }), version);
}

/** A function without concurrency is throttled, and its state tries again. */
function holdAtFunction(name: string, version: string): Hold {
  const lambda = new LambdaClient(up.target.clientConfig);
  return async () => {
    await lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions: 0 }),
    );
    const release = await publish(version);
    await observe.waitForTaskFailure(up.target, release, "Lambda.TooManyRequestsException");
    return {
      release,
      letGo: () => lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: name })),
    };
  };
}

function holdAtWorker(stage: "bake" | "provision" | "validate", version: string): Hold {
  return async () => {
    const release = await publish(version);
    await holdWorker(release, stage);
    return { release, letGo: async () => {} };
  };
}

/** Half of the traffic is with the new colour, and is to stay there for hours before the rest moves. */
async function holdInShift(version: string): ReturnType<Hold> {
  const shift = { steps: [50, 100], intervalSeconds: 7200 };
  const release = await publish(version, { environments: { dev: { shift } } });
  await eventually("half of the traffic to move", async () => {
    const weights = await observe.readWeights(up.target);
    return weights.every((weight) => weight > 0) ? weights : undefined;
  });
  return { release, letGo: () => waitUntilIdle("/aws/lambda/repave-post-provision") };
}

const stages: readonly (readonly [stage: string, version: string, hold: (version: string) => Hold])[] = [
  ["PreProvision", "2.0.0", (version) => holdAtFunction("repave-pre-provision", version)],
  ["Bakery", "2.0.1", (version) => holdAtWorker("bake", version)],
  ["Provision", "2.0.2", (version) => holdAtWorker("provision", version)],
  ["Validation", "2.0.3", (version) => holdAtWorker("validate", version)],
  ["PostProvision", "2.0.4", (version) => () => holdInShift(version)],
];

describe("a release that an operator stops", () => {
  it.each(stages)("in %s is put back, recorded and told", { timeout: LONG_MS }, async (_, version, hold) => {
    const { release, letGo } = await hold(version)();
    const { code, stderr } = await up.repave("executions", "stop", release, "--reason", "wrong build");
    expect(code, stderr).toBe(0);
    const told = await outcomes.find(release);
    expect(told).toMatchObject({ outcome: "ABORTED", cause: "wrong build", version });
    await letGo();
    expect(await follow(release)).toMatchObject({ status: "ABORTED" });
    const record = await eventually("the stop to be on record", async () => {
      const records = await readLedger(up.target);
      return records.find((it) => it.release === release && it.type === "RELEASE_ABORTED");
    });
    expect(record).toMatchObject({ details: { cause: "wrong build" } });
    await expectOnlyLiveColour();
  });

  it("gives its turn to the one that waits, visibly, and that one runs", { timeout: LONG_MS }, async () => {
    const first = await publish("2.1.0");
    await holdWorker(first, "bake");
    const second = await publish("2.1.1");
    await observe.waitForState(up.target, second, "Turn");
    const { stdout } = await up.repave("executions", "list", "--status", "RUNNING", "--output", "json");
    expect(
      JSON.parse(stdout)
        .map(({ name }: { name: string }) => name)
        .sort(),
    ).toEqual([first, second].sort());
    await up.repave("executions", "stop", first);
    const progress = await follow(second);
    expect(progress, progress.cause).toMatchObject({ status: "SUCCEEDED" });
    expect(await outcomes.find(second)).toMatchObject({ outcome: "SUCCEEDED" });
    await expectOnlyLiveColour();
  });

  it("does not hold its turn for ever when the event of its end is lost", { timeout: LONG_MS }, async () => {
    const events = new EventBridgeClient(up.target.clientConfig);
    await events.send(new DisableRuleCommand({ Name: "repave-execution-stopped" }));
    const first = await publish("2.3.0");
    await holdWorker(first, "provision");
    await up.repave("executions", "stop", first);
    const second = await publish("2.3.1");
    const progress = await follow(second);
    await events.send(new EnableRuleCommand({ Name: "repave-execution-stopped" }));
    expect(progress, progress.cause).toMatchObject({ status: "SUCCEEDED" });
    const records = (await readLedger(up.target)).filter(({ release }) => release === first);
    expect(records.map(({ type }) => type)).toEqual(["RELEASE_ABORTED"]);
    await expectOnlyLiveColour();
  });

  it("changes nothing when it is redriven after another has had its turn", { timeout: LONG_MS }, async () => {
    const first = await publish("2.7.0");
    await holdWorker(first, "provision");
    await up.repave("executions", "stop", first);
    expect(await outcomes.find(first)).toMatchObject({ outcome: "ABORTED" });
    const second = await publish("2.7.1");
    expect(await follow(second)).toMatchObject({ status: "SUCCEEDED" });
    const states = new SFNClient(up.target.clientConfig);
    await states.send(new RedriveExecutionCommand({ executionArn: executionArn(up.target, first) }));
    expect(await follow(first)).toMatchObject({ status: "FAILED", error: "ReleaseAborted" });
    await expectOnlyLiveColour();
    expect((await readApplications(up.target))[0]?.current).toMatchObject({ release: second });
  });

  it("that only waited is passed over", { timeout: LONG_MS }, async () => {
    const first = await publish("2.2.0");
    const worker = await holdWorker(first, "bake");
    const waiting = await Promise.all([publish("2.2.1"), publish("2.2.2")]);
    for (const release of waiting) await observe.waitForState(up.target, release, "Turn");
    await up.repave("executions", "stop", waiting[0]);
    expect(await outcomes.find(waiting[0])).toMatchObject({ outcome: "ABORTED" });
    worker.resume();
    expect(await follow(first)).toMatchObject({ status: "SUCCEEDED" });
    expect(await follow(waiting[1])).toMatchObject({ status: "SUCCEEDED" });
  });
});

function follow(release: string) {
  return followRelease({ target: up.target, release, onProgress: () => {} });
}

async function expectOnlyLiveColour(): Promise<void> {
  await eventually("the new colour to go", async () => {
    const instances = await observe.liveInstances(up.target, "repave:application", "hello-web");
    return instances.length === 1 ? instances : undefined;
  });
  expect([...(await observe.readWeights(up.target))].sort()).toEqual([0, 100]);
}

/** Waits until no invocation of a function is under way. */
async function waitUntilIdle(logGroupName: string): Promise<void> {
  const logs = new CloudWatchLogsClient(up.target.clientConfig);
  const count = async (word: string) => {
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({ logGroupName, filterPattern: `${word} RequestId` }),
    );
    return events.length;
  };
  await eventually(`${logGroupName} to be idle`, async () => {
    const [started, ended] = await Promise.all([count("START"), count("REPORT")]);
    return started === ended ? true : undefined;
  });
}

describe("a message that is delivered a hundred times", () => {
  it("starts one execution", { timeout: LONG_MS }, async () => {
    const before = await executionInputs();
    const Sns = { MessageId: randomUUID(), Timestamp: new Date().toISOString(), TopicArn: "repave-releases" };
    const { artifact, config, requestedBy } = before.at(-1) as ReleaseMessage;
    const place = { application: "hello-web", environment: "dev", version: "2.6.0" };
    const message = { schema: "repave.release/v1", ...place, artifact, config, requestedBy };
    const event = { Records: [{ Sns: { ...Sns, Message: JSON.stringify(message) } }] };
    const lambda = new LambdaClient(up.target.clientConfig);
    const delivery = { FunctionName: "repave-trigger", Payload: Buffer.from(JSON.stringify(event)) };
    const deliveries = Array.from({ length: 100 }, () => lambda.send(new InvokeCommand(delivery)));
    for (const { FunctionError, Payload = [] } of await Promise.all(deliveries))
      expect(`${FunctionError ?? ""}${Buffer.from(Payload)}`).toMatch(/^\["(already-)?started"\]$/);
    expect(await executionInputs()).toHaveLength(before.length + 1);
    expect(await follow(releaseId(place, Sns.MessageId))).toMatchObject({ status: "SUCCEEDED" });
    expect(await executionInputs()).toHaveLength(before.length + 1);
  });
});

/** The releases of all executions, the newest first. */
async function executionInputs(): Promise<readonly Partial<ReleaseMessage>[]> {
  const states = new SFNClient(up.target.clientConfig);
  const { stateMachineArn } = deployedNames(up.target);
  const { executions = [] } = await states.send(new ListExecutionsCommand({ stateMachineArn }));
  const described = await Promise.all(
    executions.map(({ executionArn }) => states.send(new DescribeExecutionCommand({ executionArn }))),
  );
  return described.map(({ input = "{}" }) => (JSON.parse(input) as { release: ReleaseMessage }).release);
}

describe("a release that fails by itself", () => {
  const failing: readonly (readonly [stage: string, variant: Variant, error: string])[] = [
    ["Provision", { files: { "server.js": "process.exit(3);" } }, "InstancesUnhealthy"],
    ["Validation", { files: { "page.js": listeningPage } }, "ControlsFailed"],
    [
      "PostProvision",
      { configuration: { smokeTest: [{ path: "/nowhere", status: 200 }] } },
      "SmokeTestFailed",
    ],
  ];

  it.each(failing)("in %s is put back", { timeout: LONG_MS }, async (stage, variant, error) => {
    const release = await up.publish(exampleVariant(variant), `2.4.${stage.length}`);
    expect(await follow(release)).toMatchObject({ status: "FAILED", error });
    expect(await outcomes.find(release)).toMatchObject({ outcome: "FAILED", stage, error });
    await expectOnlyLiveColour();
  });
});

describe("a release that moves the traffic step by step", () => {
  it("ends with all of it", { timeout: LONG_MS }, async () => {
    const shift = { steps: [10, 50, 100], intervalSeconds: 1, drainSeconds: 1 };
    const capacity = { minimum: 1, desired: 1, maximum: 2 };
    const release = await publish("2.5.0", { environments: { dev: { capacity, shift } } });
    expect(await follow(release)).toMatchObject({ status: "SUCCEEDED" });
    await expectOnlyLiveColour();
  });
});

describe("the clients of the application", () => {
  it("saw no failed request through all of this, and both the old and the new versions", async () => {
    const { requests, failures, versions } = await traffic.stop();
    expect(failures).toEqual({});
    expect(requests).toBeGreaterThan(1000);
    expect(Object.keys(versions).length).toBeGreaterThan(0);
  });
});
