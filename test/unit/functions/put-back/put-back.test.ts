import { CancelCommandCommand, GetParametersCommand } from "@aws-sdk/client-ssm";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { putBack } from "../../../../functions/put-back/put-back.ts";
import { preProvisionOf, releaseOf, validation } from "../support/releases.ts";
import { createStackWorld } from "../support/stack-world.ts";
import { startTestTables, type TestTables } from "../support/tables.ts";
import { createWorkerWorld } from "../support/worker-tools.ts";

const release = releaseOf("m-1");
const preProvision = preProvisionOf(release);
let tables: TestTables;
let worker: ReturnType<typeof createWorkerWorld>;
let stack: ReturnType<typeof createStackWorld>;

function undo() {
  const wait = async () => worker.end("command-1", "Cancelled");
  return putBack({ ...worker.tools(tables), ...stack.clients(), wait }, { release, preProvision });
}

function currentIs(current: string): void {
  const Value = JSON.stringify({ release: current, colour: "green" });
  worker.ssm.on(GetParametersCommand).resolves({ Parameters: [{ Value }] });
}

async function runIsUnderWay(stage: string): Promise<void> {
  const id = `${release.id}/${stage}`;
  const place = { bucket: "logs", key: `runs/${id}/1/result.json` };
  const command = { commandId: "command-1", instanceId: "i-tooling", status: "RUNNING" };
  const startedAt = "2026-11-21T00:00:00.000Z";
  await tables.dynamo.send(
    new PutCommand({ TableName: "runs", Item: { id, attempt: 1, startedAt, result: place, ...command } }),
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
  worker.ssm.on(GetParametersCommand).resolves({ Parameters: [] });
  worker.ssm.on(CancelCommandCommand).resolves({});
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
      currentIs("old");
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

  it("leaves a release serving that became the current one", async () => {
    stack.build("green", release.id);
    stack.serve({ blue: 0, green: 100 });
    currentIs(release.id);
    expect(await undo()).toEqual({ cancelled: [], removed: [], serving: "green" });
    expect(stack.journal).toEqual([]);
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

  it("lets go of the recipe that it was baking", async () => {
    const id = `recipe#${preProvision.recipeDigest}`;
    await tables.dynamo.send(
      new PutCommand({ TableName: "runs", Item: { id, holder: `${release.id}/bake` } }),
    );
    await undo();
    expect(await tables.scan("runs")).toEqual([]);
  });
});
