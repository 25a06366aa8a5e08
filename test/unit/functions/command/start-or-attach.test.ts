import { PutObjectCommand } from "@aws-sdk/client-s3";
import { SendCommandCommand } from "@aws-sdk/client-ssm";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "vitest";
import type { WorkerRequest } from "../../../../core/worker-request.ts";
import { startOrAttach } from "../../../../functions/command/start-or-attach.ts";
import { decideFate } from "../../../../functions/stack/release-fate.ts";
import { validation } from "../support/releases.ts";
import { useValidateRuns, validatePayload } from "../support/validate-runs.ts";

const runs = useValidateRuns();

const request = () =>
  JSON.parse(runs.world.parameters.get(`/repave/runs/${runs.release.id}/validate`) ?? "") as WorkerRequest;
const place = { account: "000000000000", region: "us-east-1" };
const resultKey = (attempt: number) => `runs/${runs.release.id}/validate/${attempt}/result.json`;
const run = async () =>
  (await runs.tables.scan("runs")).find(({ id }) => id === `${runs.release.id}/validate`);

describe("startOrAttach", () => {
  it("sends one command with the request's parameter name, and nothing else of it", async () => {
    expect(await runs.start("token-1")).toBe("started");
    expect(runs.world.ssm.commandCalls(SendCommandCommand)[0]?.args[0].input).toEqual({
      DocumentName: "repave-validate",
      InstanceIds: ["i-tooling"],
      Parameters: { Request: [`/repave/runs/${runs.release.id}/validate`] },
      Comment: `${runs.release.id}/validate#1`,
    });
    expect(request()).toMatchObject({
      run: `${runs.release.id}/validate`,
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
    await runs.start("token-1");
    expect(await runs.start("token-2")).toBe("attached");
    expect(runs.world.commands).toHaveLength(1);
    expect(request()).toMatchObject({ attempt: 1, taskToken: "token-2" });
  });

  it("answers a retried state from the result of a worker that ended", async () => {
    await runs.start("token-1");
    runs.world.results.set(resultKey(1), { status: "SUCCEEDED", output: validation });
    expect(await runs.start("token-2")).toBe("answered");
    expect(runs.world.answers).toEqual([{ token: "token-2", output: validation }]);
    expect(runs.world.commands).toHaveLength(1);
  });

  it("answers with the failure of a worker that failed for good", async () => {
    await runs.start("token-1");
    runs.world.results.set(resultKey(1), {
      status: "FAILED",
      error: "ControlsFailed",
      cause: "os-01",
      output: validation,
    });
    await runs.start("token-2");
    expect(runs.world.answers).toEqual([{ token: "token-2", error: "ControlsFailed", cause: "os-01" }]);
  });

  it.each(["Failed", "TimedOut", "Cancelled"])(
    "starts the next attempt when the command ended %s without a result",
    async (status) => {
      await runs.start("token-1");
      runs.world.end("command-1", status);
      expect(await runs.start("token-2")).toBe("restarted");
      expect(runs.world.commands.map(({ Comment }) => Comment)).toEqual([
        `${runs.release.id}/validate#1`,
        `${runs.release.id}/validate#2`,
      ]);
      expect(request()).toMatchObject({ attempt: 2, taskToken: "token-2", result: { key: resultKey(2) } });
      expect(await run()).toMatchObject({ attempt: 2, commandId: "command-2" });
    },
  );

  it("starts the next attempt when the worker failed by something that passes", async () => {
    await runs.start("token-1");
    runs.world.results.set(resultKey(1), {
      status: "FAILED",
      error: "ToolingUnavailable",
      cause: "going down",
    });
    expect(await runs.start("token-2")).toBe("restarted");
  });

  it("finds the command again when a crash came between sending and noting it", async () => {
    await runs.start("token-1");
    const { commandId: _, instanceId: __, ...unnoted } = (await run()) ?? {};
    await runs.tables.dynamo.send(
      new PutCommand({ TableName: "runs", Item: { ...unnoted, status: "STARTING" } }),
    );
    expect(await runs.start("token-2")).toBe("attached");
    expect(runs.world.commands).toHaveLength(1);
  });

  it("starts anew when a crash came before the command was sent", async () => {
    runs.world.instances = [];
    await expect(runs.start("token-1")).rejects.toMatchObject({ name: "ToolingUnavailable" });
    runs.world.instances = ["i-b", "i-a"];
    expect(await runs.start("token-2")).toBe("restarted");
    expect(runs.world.commands).toHaveLength(1);
    expect(request()).toMatchObject({ attempt: 2, taskToken: "token-2" });
  });

  it("sends one command when a state is started twice at the same time", async () => {
    const outcomes = await Promise.allSettled([runs.start("token-1"), runs.start("token-2")]);
    expect(outcomes.some(({ status }) => status === "fulfilled")).toBe(true);
    expect(runs.world.commands).toHaveLength(1);
  });

  it("leaves an attempt alone that is just being started, and replaces it when nobody can be at it any more", async () => {
    await runs.start("token-1");
    runs.world.commands.length = 0;
    const { commandId: _, instanceId: __, ...unnoted } = (await run()) ?? {};
    await runs.tables.dynamo.send(
      new PutCommand({ TableName: "runs", Item: { ...unnoted, status: "STARTING" } }),
    );
    await expect(runs.start("token-2")).rejects.toMatchObject({ name: "WorkerLost" });
    expect(runs.world.commands).toHaveLength(0);
    runs.world.nowMs += 61_000;
    expect(await runs.start("token-3")).toBe("restarted");
    expect(runs.world.commands).toHaveLength(1);
  });

  it("sends nothing for a release that is put back", async () => {
    await decideFate(runs.world.tools(runs.tables), runs.release.id, { fate: "PUT_BACK" });
    await expect(runs.start("token-1")).rejects.toMatchObject({ name: "ReleaseAborted" });
    expect(runs.world.commands).toEqual([]);
    expect(await run()).toMatchObject({ status: "NOT_SENT" });
  });

  it("tells that tooling is not available while the instance's agent has not registered", async () => {
    runs.world.isAgentRegistered = false;
    await expect(runs.start("token-1")).rejects.toMatchObject({ name: "ToolingUnavailable" });
    runs.world.isAgentRegistered = true;
    expect(await runs.start("token-2")).toBe("restarted");
  });

  it("sends nothing when what the worker needs cannot be read, and lets a retry begin at once", async () => {
    const start = startOrAttach(runs.world.tools(runs.tables), {
      ...{ stage: "validate", release: runs.release, taskToken: "token-1" },
      prepare: () => Promise.reject(new Error("no such parameter")),
    });
    await expect(start).rejects.toThrow("no such parameter");
    expect(runs.world.commands).toHaveLength(0);
    expect(await run()).toMatchObject({ attempt: 1, status: "NOT_SENT" });
    expect(await runs.start("token-2")).toBe("restarted");
  });

  it("keeps a request of 40 kB as an encrypted object", async () => {
    runs.world.s3.on(PutObjectCommand).resolves({});
    const long = { ...validatePayload, parameters: ["x".repeat(40_000)] };
    await startOrAttach(runs.world.tools(runs.tables), {
      stage: "validate",
      release: runs.release,
      taskToken: "t",
      prepare: async () => ({ place, payload: long }),
    });
    const put = runs.world.s3.commandCalls(PutObjectCommand)[0]?.args[0].input;
    expect(put?.Key).toMatch(/^requests\/.*\/validate\/[0-9a-f]{64}\.json$/);
    expect(request()).toMatchObject({ schema: "repave.pointer/v1", bucket: "artifacts", key: put?.Key });
  });
});
