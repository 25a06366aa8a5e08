import { PutObjectCommand } from "@aws-sdk/client-s3";
import { SendCommandCommand } from "@aws-sdk/client-ssm";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ValidatePayload, WorkerRequest } from "../../../../core/worker-request.ts";
import { startOrAttach } from "../../../../functions/command/start-or-attach.ts";
import { decideFate } from "../../../../functions/stack/release-fate.ts";
import { provision, releaseOf, validation } from "../support/releases.ts";
import { startTestTables, type TestTables } from "../support/tables.ts";
import { createWorkerWorld } from "../support/worker-tools.ts";

let tables: TestTables;
let world: ReturnType<typeof createWorkerWorld>;
let count = 0;
let release = releaseOf("m-0");

const payload: ValidatePayload = {
  gate: 0.7,
  image: { id: "ami-1", digest: "d", recipeDigest: "r" },
  stack: provision,
  buckets: [],
  parameters: [],
  reports: { bucket: "reports", prefix: "x" },
  run: { port: 8080 },
};
const start = (taskToken: string) =>
  startOrAttach(world.tools(tables), {
    stage: "validate",
    release,
    taskToken,
    place: { account: "000000000000", region: "us-east-1" },
    payload,
  });
const request = () =>
  JSON.parse(world.parameters.get(`/repave/runs/${release.id}/validate`) ?? "") as WorkerRequest;
const resultKey = (attempt: number) => `runs/${release.id}/validate/${attempt}/result.json`;
const run = async () => (await tables.scan("runs")).find(({ id }) => id === `${release.id}/validate`);

beforeAll(async () => {
  tables = await startTestTables();
});
afterAll(() => tables.stop());
beforeEach(() => {
  count += 1;
  release = releaseOf(`m-${count}`);
  world = createWorkerWorld();
});

describe("startOrAttach", () => {
  it("sends one command with the request's parameter name, and nothing else of it", async () => {
    expect(await start("token-1")).toBe("started");
    expect(world.ssm.commandCalls(SendCommandCommand)[0]?.args[0].input).toEqual({
      DocumentName: "repave-validate",
      InstanceIds: ["i-tooling"],
      Parameters: { Request: [`/repave/runs/${release.id}/validate`] },
      Comment: `${release.id}/validate#1`,
    });
    expect(request()).toMatchObject({
      run: `${release.id}/validate`,
      attempt: 1,
      stage: "validate",
      taskToken: "token-1",
      result: { bucket: "logs", key: resultKey(1) },
      payload: { gate: 0.7 },
    });
    expect(await run()).toMatchObject({
      attempt: 1,
      status: "RUNNING",
      commandId: "command-1",
      instanceId: "i-tooling",
    });
  });

  it("attaches a retried state to the command that still runs", async () => {
    await start("token-1");
    expect(await start("token-2")).toBe("attached");
    expect(world.commands).toHaveLength(1);
    expect(request()).toMatchObject({ attempt: 1, taskToken: "token-2" });
  });

  it("answers a retried state from the result of a worker that ended", async () => {
    await start("token-1");
    world.results.set(resultKey(1), { status: "SUCCEEDED", output: validation });
    expect(await start("token-2")).toBe("answered");
    expect(world.answers).toEqual([{ token: "token-2", output: validation }]);
    expect(world.commands).toHaveLength(1);
  });

  it("answers with the failure of a worker that failed for good", async () => {
    await start("token-1");
    world.results.set(resultKey(1), {
      status: "FAILED",
      error: "ControlsFailed",
      cause: "os-01",
      output: validation,
    });
    await start("token-2");
    expect(world.answers).toEqual([{ token: "token-2", error: "ControlsFailed", cause: "os-01" }]);
  });

  it.each(["Failed", "TimedOut", "Cancelled"])(
    "starts the next attempt when the command ended %s without a result",
    async (status) => {
      await start("token-1");
      world.end("command-1", status);
      expect(await start("token-2")).toBe("restarted");
      expect(world.commands.map(({ Comment }) => Comment)).toEqual([
        `${release.id}/validate#1`,
        `${release.id}/validate#2`,
      ]);
      expect(request()).toMatchObject({ attempt: 2, taskToken: "token-2", result: { key: resultKey(2) } });
      expect(await run()).toMatchObject({ attempt: 2, commandId: "command-2" });
    },
  );

  it("starts the next attempt when the worker failed by something that passes", async () => {
    await start("token-1");
    world.results.set(resultKey(1), { status: "FAILED", error: "ToolingUnavailable", cause: "going down" });
    expect(await start("token-2")).toBe("restarted");
  });

  it("finds the command again when a crash came between sending and noting it", async () => {
    await start("token-1");
    const { commandId: _, instanceId: __, ...unnoted } = (await run()) ?? {};
    await tables.dynamo.send(new PutCommand({ TableName: "runs", Item: { ...unnoted, status: "STARTING" } }));
    expect(await start("token-2")).toBe("attached");
    expect(world.commands).toHaveLength(1);
  });

  it("starts anew when a crash came before the command was sent", async () => {
    world.instances = [];
    await expect(start("token-1")).rejects.toMatchObject({ name: "ToolingUnavailable" });
    world.instances = ["i-b", "i-a"];
    expect(await start("token-2")).toBe("restarted");
    expect(world.commands).toHaveLength(1);
    expect(request()).toMatchObject({ attempt: 2, taskToken: "token-2" });
  });

  it("sends one command when a state is started twice at the same time", async () => {
    const outcomes = await Promise.allSettled([start("token-1"), start("token-2")]);
    expect(outcomes.some(({ status }) => status === "fulfilled")).toBe(true);
    expect(world.commands).toHaveLength(1);
  });

  it("leaves an attempt alone that is just being started, and replaces it when nobody can be at it any more", async () => {
    await start("token-1");
    world.commands.length = 0;
    const { commandId: _, instanceId: __, ...unnoted } = (await run()) ?? {};
    await tables.dynamo.send(new PutCommand({ TableName: "runs", Item: { ...unnoted, status: "STARTING" } }));
    await expect(start("token-2")).rejects.toMatchObject({ name: "WorkerLost" });
    expect(world.commands).toHaveLength(0);
    world.nowMs += 61_000;
    expect(await start("token-3")).toBe("restarted");
    expect(world.commands).toHaveLength(1);
  });

  it("sends nothing for a release that is put back", async () => {
    await decideFate(world.tools(tables), release.id, { fate: "PUT_BACK" });
    await expect(start("token-1")).rejects.toMatchObject({ name: "ReleaseAborted" });
    expect(world.commands).toEqual([]);
    expect(await run()).toMatchObject({ status: "NOT_SENT" });
  });

  it("tells that tooling is not available while the instance's agent has not registered", async () => {
    world.isAgentRegistered = false;
    await expect(start("token-1")).rejects.toMatchObject({ name: "ToolingUnavailable" });
    world.isAgentRegistered = true;
    expect(await start("token-2")).toBe("restarted");
  });

  it("keeps a request of 40 kB as an encrypted object", async () => {
    world.s3.on(PutObjectCommand).resolves({});
    const long = { ...payload, parameters: ["x".repeat(40_000)] };
    await startOrAttach(world.tools(tables), {
      stage: "validate",
      release,
      taskToken: "t",
      place: { account: "000000000000", region: "us-east-1" },
      payload: long,
    });
    const put = world.s3.commandCalls(PutObjectCommand)[0]?.args[0].input;
    expect(put?.Key).toMatch(/^requests\/.*\/validate\/[0-9a-f]{64}\.json$/);
    expect(request()).toMatchObject({ schema: "repave.pointer/v1", bucket: "artifacts", key: put?.Key });
  });
});
