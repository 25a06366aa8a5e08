import { SendTaskFailureCommand, TaskTimedOut } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startOrAttach } from "../../../../functions/command/start-or-attach.ts";
import { answerForWorker } from "../../../../functions/command-finished/answer-for-worker.ts";
import { provision, releaseOf, validation } from "../support/releases.ts";
import { startTestTables, type TestTables } from "../support/tables.ts";
import { createWorkerWorld } from "../support/worker-tools.ts";

let tables: TestTables;
let world: ReturnType<typeof createWorkerWorld>;
let count = 0;
let release = releaseOf("m-0");

const start = (taskToken: string) =>
  startOrAttach(world.tools(tables), {
    stage: "validate",
    release,
    taskToken,
    place: { account: "000000000000", region: "us-east-1" },
    payload: {
      gate: 0.7,
      image: { id: "ami-1", digest: "d", recipeDigest: "r" },
      stack: provision,
      buckets: [],
      parameters: [],
      reports: { bucket: "reports", prefix: "x" },
      run: { port: 8080 },
    },
  });
const finished = (commandId: string, status: string) =>
  answerForWorker(world.tools(tables), { detail: { "command-id": commandId, status } });

beforeAll(async () => {
  tables = await startTestTables();
});
afterAll(() => tables.stop());
beforeEach(() => {
  count += 1;
  release = releaseOf(`m-${count}`);
  world = createWorkerWorld();
});

describe("answerForWorker", () => {
  it.each(["Failed", "TimedOut", "Cancelled", "Success"])(
    "fails the state by WorkerLost when the command ended %s without a result",
    async (status) => {
      await start("token-1");
      world.end("command-1", status);
      expect(await finished("command-1", status)).toBe("answered");
      expect(world.answers).toEqual([
        {
          token: "token-1",
          error: "WorkerLost",
          cause: expect.stringContaining(`command-1 on i-tooling ended ${status}`),
        },
      ]);
      const run = (await tables.scan("runs")).find(({ id }) => id === `${release.id}/validate`);
      expect(run).toMatchObject({ status });
    },
  );

  it("answers with the result that the worker wrote before it died", async () => {
    await start("token-1");
    world.results.set(`runs/${release.id}/validate/1/result.json`, {
      status: "SUCCEEDED",
      output: validation,
    });
    world.end("command-1", "Failed");
    await finished("command-1", "Failed");
    expect(world.answers).toEqual([{ token: "token-1", output: validation }]);
  });

  it("answers the newest token when a retry attached meanwhile", async () => {
    await start("token-1");
    await start("token-2");
    world.end("command-1", "Failed");
    await finished("command-1", "Failed");
    expect(world.answers).toMatchObject([{ token: "token-2", error: "WorkerLost" }]);
  });

  it("does nothing for a worker that answered by itself", async () => {
    await start("token-1");
    world.end("command-1", "Failed");
    world.sfn.on(SendTaskFailureCommand).rejects(new TaskTimedOut({ message: "gone", $metadata: {} }));
    expect(await finished("command-1", "Failed")).toBe("was-answered");
  });

  it("does not believe an event about a command that still runs", async () => {
    await start("token-1");
    expect(await finished("command-1", "Failed")).toBe("not-ended");
    expect(world.answers).toEqual([]);
  });

  it("leaves the next attempt alone when the event about the last one comes late", async () => {
    await start("token-1");
    world.end("command-1", "Failed");
    await start("token-2");
    expect(await finished("command-1", "Failed")).toBe("not-ours");
    expect(world.answers).toEqual([]);
  });

  it("leaves other people's commands alone", async () => {
    world.commands.push({
      CommandId: "command-x",
      InstanceId: "i-1",
      Comment: "patch monday",
      Status: "Failed",
    });
    expect(await finished("command-x", "Failed")).toBe("not-ours");
    expect(await finished("command-unknown", "Failed")).toBe("not-ours");
  });

  it("throws when AWS fails, so that the event is delivered again", async () => {
    await start("token-1");
    world.end("command-1", "Failed");
    world.sfn.on(SendTaskFailureCommand).rejects(new Error("throttled"));
    await expect(finished("command-1", "Failed")).rejects.toThrow("throttled");
  });
});
