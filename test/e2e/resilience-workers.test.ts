import { EC2Client, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import {
  DescribeStateMachineCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readLedger } from "../../cli/audit/read-ledger.ts";
import { followRelease } from "../../cli/follow/follow-release.ts";
import type { ReleaseProgress } from "../../cli/follow/stages.ts";
import { readApplications } from "../../cli/target/applications.ts";
import { deployedNames } from "../../cli/target/names.ts";
import { eventually } from "../support/eventually.ts";
import { exampleVariant } from "./support/example.ts";
import * as observe from "./support/observe.ts";
import { startUp, type Up } from "./support/up.ts";
import { findWorkers, holdWorker } from "./support/worker-process.ts";

const LONG_MS = 90_000;
let up: Up;

beforeAll(async () => {
  up = await startUp();
}, 120_000);
afterAll(() => up?.remove());

function follow(release: string): Promise<ReleaseProgress> {
  return followRelease({ target: up.target, release, onProgress: () => {} });
}

/** Publishes something that was never baked before. */
function publish(version: string): Promise<string> {
  return up.publish(exampleVariant({ files: { "build.txt": version } }), version);
}

const recipeOf = (progress: ReleaseProgress) => String(progress.stages[0]?.output?.recipeDigest);

describe("a worker that is killed", () => {
  it.each([
    { stage: "bake", version: "2.0.0" },
    { stage: "provision", version: "2.0.1" },
    { stage: "validate", version: "2.0.2" },
  ] as const)(
    "while it has to $stage is answered for, and one more attempt ends the release",
    {
      timeout: LONG_MS,
    },
    async ({ stage, version }) => {
      const release = await publish(version);
      const worker = await holdWorker(release, stage);
      worker.kill();
      const progress = await follow(release);
      expect(progress, progress.cause).toMatchObject({ status: "SUCCEEDED" });
      expect(await observe.taskErrors(up.target, release)).toEqual(["WorkerLost"]);
      expect(await observe.commandStatuses(up.target, release, stage)).toEqual(["Failed", "Success"]);
      expect(await observe.imagesOf(up.target, recipeOf(progress))).toHaveLength(1);
      expect(findWorkers(release, stage)).toEqual([]);
    },
  );
});

describe("a worker that goes silent", () => {
  it("is asked again after the heartbeat timeout, and goes on under the new token", {
    timeout: LONG_MS,
  }, async () => {
    const restore = await shortenHeartbeat(3);
    const release = await publish("2.1.0");
    const worker = await holdWorker(release, "bake");
    await observe.waitForTaskFailure(up.target, release, "States.Timeout");
    await restore();
    await eventually("the retried state to hand over its token", async () => {
      const { taskToken } = await observe.readRequest(up.target, release, "bake");
      return (await isRefused(taskToken)) ? undefined : taskToken;
    });
    worker.resume();
    const progress = await follow(release);
    expect(progress, progress.cause).toMatchObject({ status: "SUCCEEDED" });
    expect(await observe.commandStatuses(up.target, release, "bake")).toEqual(["Success"]);
    expect(await observe.imagesOf(up.target, recipeOf(progress))).toHaveLength(1);
  });
});

/** The deployed definition with another heartbeat, so that nobody has to be silent for a minute. */
async function shortenHeartbeat(seconds: number): Promise<() => Promise<unknown>> {
  const states = new SFNClient(up.target.clientConfig);
  const { stateMachineArn } = deployedNames(up.target);
  const { definition = "" } = await states.send(new DescribeStateMachineCommand({ stateMachineArn }));
  const update = (text: string) =>
    states.send(new UpdateStateMachineCommand({ stateMachineArn, definition: text }));
  await update(definition.replaceAll(/"HeartbeatSeconds":\s*\d+/g, `"HeartbeatSeconds": ${seconds}`));
  return () => update(definition);
}

async function isRefused(taskToken: string): Promise<boolean> {
  return (await refusalOf(new SendTaskHeartbeatCommand({ taskToken }))) !== undefined;
}

type TokenCommand = SendTaskSuccessCommand | SendTaskFailureCommand | SendTaskHeartbeatCommand;

/** The name of the error that an answer is refused with; undefined when it is taken. */
async function refusalOf(command: TokenCommand): Promise<string | undefined> {
  const states = new SFNClient(up.target.clientConfig);
  try {
    await states.send(command as SendTaskHeartbeatCommand);
    return undefined;
  } catch (error) {
    return (error as Error).name;
  }
}

const answers: readonly (readonly [string, (taskToken: string) => TokenCommand])[] = [
  ["success", (taskToken) => new SendTaskSuccessCommand({ taskToken, output: '{"imageId":"ami-0"}' })],
  ["failure", (taskToken) => new SendTaskFailureCommand({ taskToken, error: "E", cause: "late" })],
  ["heartbeat", (taskToken) => new SendTaskHeartbeatCommand({ taskToken })],
];

describe("a token", () => {
  it("that is old, spent or made up is refused, and the release goes on", { timeout: LONG_MS }, async () => {
    const release = await publish("2.2.0");
    const first = await holdWorker(release, "bake");
    const { taskToken: old } = await observe.readRequest(up.target, release, "bake");
    first.kill();
    const second = await holdWorker(release, "bake", first);
    const { taskToken: current } = await observe.readRequest(up.target, release, "bake");
    expect(current).not.toBe(old);
    const madeUp = Buffer.from("1.0.5.guessed.00000000").toString("base64");
    for (const [, answer] of answers) {
      expect(await refusalOf(answer(old))).toBe("TaskTimedOut");
      expect(await refusalOf(answer(madeUp))).toBe("InvalidToken");
    }
    second.resume();
    const progress = await follow(release);
    expect(progress, progress.cause).toMatchObject({ status: "SUCCEEDED" });
    expect(progress.stages[1]?.output?.imageId).not.toBe("ami-0");
    for (const [, answer] of answers) expect(await refusalOf(answer(current))).toBe("TaskTimedOut");
    expect((await observe.historyOf(up.target, release)).at(-1)?.type).toBe("ExecutionSucceeded");
  });
});

describe("the tooling instance", () => {
  it("that is terminated during a bake is replaced, and the release goes on to its end", {
    timeout: LONG_MS,
  }, async () => {
    const [before = ""] = await observe.liveInstances(up.target, "repave:role", "tooling");
    const release = await publish("2.3.0");
    const worker = await holdWorker(release, "bake");
    const ec2 = new EC2Client(up.target.clientConfig);
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [before] }));
    worker.resume();
    const progress = await follow(release);
    expect(progress, progress.cause).toMatchObject({ status: "SUCCEEDED" });
    expect(await observe.liveInstances(up.target, "repave:role", "tooling")).not.toContain(before);
    expect(await observe.imagesOf(up.target, recipeOf(progress))).toHaveLength(1);
  });
});

async function versionServedIn(environment: string): Promise<unknown> {
  const deployed = await readApplications(up.target);
  const { current } = deployed.find((row) => row.environment === environment) ?? {};
  return ((await (await fetch(`${current?.url}/version`)).json()) as { version: unknown }).version;
}

describe("two releases of one recipe at the same time", () => {
  it("bake it once: the second waits for the first one's image", { timeout: LONG_MS }, async () => {
    const folder = exampleVariant({ files: { "build.txt": "both" } });
    const dev = await up.publish(folder, "2.4.0");
    const worker = await holdWorker(dev, "bake");
    const test = await up.publish(folder, "2.4.1", "test");
    await observe.waitForTaskFailure(up.target, test, "RecipeBusy");
    worker.resume();
    const [one, other] = await Promise.all([follow(dev), follow(test)]);
    expect(one, one.cause).toMatchObject({ status: "SUCCEEDED" });
    expect(other, other.cause).toMatchObject({ status: "SUCCEEDED" });
    expect(recipeOf(one)).toBe(recipeOf(other));
    expect(one.stages[1]?.output).toMatchObject({ reused: false });
    expect(other.stages[1]?.output).toMatchObject({ reused: true, imageId: one.stages[1]?.output?.imageId });
    expect(await observe.imagesOf(up.target, recipeOf(one))).toHaveLength(1);
    expect(await observe.commandStatuses(up.target, test, "bake")).toEqual([]);
  });

  it("serve as what each was published as", async () => {
    const [dev, test] = await Promise.all(["dev", "test"].map(versionServedIn));
    expect([dev, test]).toEqual(["2.4.0", "2.4.1"]);
  });

  it("leave one serving record each in the ledger", async () => {
    const serving = (await readLedger(up.target)).filter(({ version }) => /^2\.4\.[01]$/.test(version));
    expect(serving.map(({ stream, type }) => `${stream} ${type}`).sort()).toEqual(
      expect.arrayContaining(["hello-web#dev RELEASE_SERVING", "hello-web#test RELEASE_SERVING"]),
    );
  });
});
