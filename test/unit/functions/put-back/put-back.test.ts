import { CancelCommandCommand } from "@aws-sdk/client-ssm";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { beginRun, noteCommand } from "../../../../functions/command/run-record.ts";
import { putBack } from "../../../../functions/put-back/put-back.ts";
import { decideFate, readFate } from "../../../../functions/stack/release-fate.ts";
import { giveTurn, takeTurn } from "../../../../functions/turn/turn-lock.ts";
import { changeTurnLock } from "../../../../functions/turn/turn-store.ts";
import { bakery, preProvisionOf, releaseOf, validation } from "../support/releases.ts";
import { createStackWorld } from "../support/stack-world.ts";
import { startTestTables, type TestTables } from "../support/tables.ts";
import { createWorkerWorld } from "../support/worker-tools.ts";

const release = releaseOf("m-1");
const preProvision = preProvisionOf(release);
let tables: TestTables;
let worker: ReturnType<typeof createWorkerWorld>;
let stack: ReturnType<typeof createStackWorld>;

const runs = () => ({ dynamo: tables.dynamo, table: "runs" });
const sentCommand = { commandId: "command-1", instanceId: "i-tooling", status: "RUNNING" };

function undo() {
  const wait = async () => worker.end("command-1", "Cancelled");
  return putBack({ ...worker.tools(tables), ...stack.clients(), wait }, { release, preProvision });
}

async function runIsUnderWay(stage: string): Promise<void> {
  const id = `${release.id}/${stage}`;
  const place = { bucket: "logs", key: `runs/${id}/1/result.json` };
  const startedAt = "2026-11-21T00:00:00.000Z";
  await tables.dynamo.send(
    new PutCommand({ TableName: "runs", Item: { id, attempt: 1, startedAt, result: place, ...sentCommand } }),
  );
  worker.commands.push({
    CommandId: "command-1",
    InstanceId: "i-tooling",
    Comment: `${id}#1`,
    Status: "InProgress",
  });
}

beforeEach(async () => {
  tables = await startTestTables();
  worker = createWorkerWorld();
  stack = createStackWorld();
  worker.ssm.on(CancelCommandCommand).resolves({});
  await changeTurnLock(runs(), release, (lock) => takeTurn(lock, { release: release.id, token: "t" }));
  return () => tables.stop();
});

describe("putBack", () => {
  it("removes the new colour and leaves the live one serving", async () => {
    stack.build("blue", "old");
    stack.build("green", release.id);
    stack.serve({ blue: 100, green: 0 });
    stack.rules.set("arn:rule", release.id).set("arn:other", "somebody");
    expect(await undo()).toEqual({ cancelled: [], removed: ["green"], serving: "blue" });
    expect(stack.journal).toEqual(["removed hello-web-dev-green"]);
    expect([...stack.groups.keys()]).toEqual(["hello-web-dev-blue"]);
    expect([...stack.rules.keys()]).toEqual(["arn:other"]);
  });

  it.each([10, 50, 100])(
    "takes the traffic back from a shift that stopped at %d before it removes anything",
    async (reached) => {
      stack.build("blue", "old");
      stack.build("green", release.id);
      stack.serve({ blue: 100 - reached, green: reached });
      expect(await undo()).toMatchObject({ removed: ["green"], serving: "blue" });
      expect(stack.journal).toEqual(["weights 100/0", "removed hello-web-dev-green"]);
    },
  );

  it("closes the listener again when a first release fails after it was opened", async () => {
    stack.build("blue", release.id);
    stack.serve({ blue: 100, green: 0 });
    expect(await undo()).toMatchObject({ removed: ["blue"], serving: null });
    expect(stack.journal).toEqual(["weights fixed-response", "removed hello-web-dev-blue"]);
  });

  it("removes a colour that is half made", async () => {
    stack.build("blue", "old");
    stack.serve({ blue: 100, green: 0 });
    stack.templates.set("hello-web-dev-green", release.id);
    expect(await undo()).toMatchObject({ removed: ["green"], serving: "blue" });
    expect(stack.templates.size).toBe(1);
  });

  it("has nothing to do when the release built nothing", async () => {
    stack.hasLoadBalancer = false;
    expect(await undo()).toEqual({ cancelled: [], removed: [], serving: null });
    expect(stack.journal).toEqual([]);
  });

  it("leaves a release serving that was decided to serve, and finishes what was still to be done", async () => {
    stack.build("blue", "old");
    stack.build("green", release.id);
    stack.serve({ blue: 0, green: 100 });
    stack.rules.set("arn:rule", release.id);
    const current = { ...bakery, release: release.id, version: "1.0.0", colour: "green", url: "u" } as const;
    const decided = { fate: "SERVING", current } as const;
    expect(await decideFate(runs(), release.id, decided)).toBe(decided);
    expect(await undo()).toEqual({ cancelled: [], removed: ["blue"], serving: "green" });
    expect(JSON.parse(worker.parameters.get("/repave/current/hello-web/dev") ?? "")).toEqual(current);
    expect([...stack.groups.keys()]).toEqual(["hello-web-dev-green"]);
    expect(stack.rules.size).toBe(0);
    expect(await undo()).toEqual({ cancelled: [], removed: [], serving: "green" });
  });

  it.each(["SERVING", "PUT_BACK"] as const)("leaves the stack alone without the turn (%s)", async (fate) => {
    await changeTurnLock(runs(), release, (lock) => giveTurn(lock, release.id));
    const current = { ...bakery, release: release.id, version: "1.0.0", colour: "blue", url: "u" } as const;
    await decideFate(runs(), release.id, { fate, current });
    stack.build("blue", release.id);
    stack.build("green", "next");
    stack.serve({ blue: 0, green: 100 });
    expect(await undo()).toEqual({ cancelled: [], removed: [], serving: "green" });
    expect(stack.journal).toEqual([]);
    expect(worker.parameters.size).toBe(0);
  });

  it("can be repeated", async () => {
    stack.build("blue", "old");
    stack.build("green", release.id);
    stack.serve({ blue: 50, green: 50 });
    await undo();
    expect(await undo()).toEqual({ cancelled: [], removed: [], serving: "blue" });
  });

  it("ends a running command first and waits until it has ended", async () => {
    await runIsUnderWay("provision");
    stack.build("green", release.id);
    expect(await undo()).toMatchObject({ cancelled: [`${release.id}/provision`], removed: ["green"] });
    expect(worker.ssm.commandCalls(CancelCommandCommand)[0]?.args[0].input).toEqual({
      CommandId: "command-1",
      InstanceIds: ["i-tooling"],
    });
  });

  it("leaves a worker alone that has written its result", async () => {
    await runIsUnderWay("validate");
    const failed = { status: "FAILED", error: "ControlsFailed", cause: "os-01", output: validation } as const;
    worker.results.set(`runs/${release.id}/validate/1/result.json`, failed);
    expect(await undo()).toMatchObject({ cancelled: [] });
    expect(worker.ssm.commandCalls(CancelCommandCommand)).toHaveLength(0);
  });

  it("waits for a command that is only being sent, and ends it", async () => {
    const id = `${release.id}/provision`;
    const result = { bucket: "logs", key: `runs/${id}/1/result.json` };
    const startedAt = new Date(worker.nowMs).toISOString();
    await beginRun(runs(), { id, attempt: 1, status: "STARTING", startedAt, result });
    const wait = async () => {
      if (worker.commands.length > 0) return worker.end("command-1", "Cancelled");
      const place = { CommandId: "command-1", InstanceId: "i-tooling" };
      worker.commands.push({ ...place, Comment: `${id}#1`, Status: "InProgress" });
      await noteCommand(runs(), { id, attempt: 1 }, sentCommand);
    };
    const tools = { ...worker.tools(tables), ...stack.clients(), wait };
    expect(await putBack(tools, { release, preProvision })).toMatchObject({ cancelled: [id] });
  });

  it("decides that the release is put back, so that nothing more is built for it", async () => {
    await undo();
    expect(await readFate(runs(), release.id)).toMatchObject({ fate: "PUT_BACK" });
  });

  it("lets go of the recipe that it was baking", async () => {
    const id = `recipe#${preProvision.recipeDigest}`;
    await tables.dynamo.send(
      new PutCommand({ TableName: "runs", Item: { id, holder: `${release.id}/bake` } }),
    );
    await undo();
    expect((await tables.scan("runs")).map((item) => item.id)).not.toContain(id);
  });
});
