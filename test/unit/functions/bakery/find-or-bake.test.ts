import { DescribeImagesCommand } from "@aws-sdk/client-ec2";
import { DescribeExecutionCommand } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { imageTags } from "../../../../core/image-tags.ts";
import type { WorkerRequest } from "../../../../core/worker-request.ts";
import { findOrBake } from "../../../../functions/bakery/find-or-bake.ts";
import { releaseRecipeLock } from "../../../../functions/command/recipe-lock.ts";
import { bakery, preProvisionOf, releaseOf } from "../support/releases.ts";
import { startTestTables, type TestTables } from "../support/tables.ts";
import { createWorkerWorld } from "../support/worker-tools.ts";

let tables: TestTables;
let world: ReturnType<typeof createWorkerWorld>;
let count = 0;
let recipeDigest = "";
const ended = new Set<string>();

const resolved = {
  account: "111111111111",
  region: "us-east-1",
  configuration: {
    files: [{ path: "etc/motd", content: "hi" }],
    run: { command: ["node"], port: 8080, secretParameters: ["/apps/hello-web/token"] },
  },
};
const tools = () => ({
  ...world.tools(tables),
  imagesBucket: "images",
  stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:repave-release",
});

/** Releases are of one test only: runs stay in the table. */
const ofThisTest = (messageId: string) => releaseOf(`${count}-${messageId}`);

function bake(messageId: string, taskToken = `token-${messageId}`) {
  const release = ofThisTest(messageId);
  const preProvision = { ...preProvisionOf(release), recipeDigest };
  world.parameters.set(preProvision.resolvedParameter, JSON.stringify(resolved));
  return findOrBake(tools(), { release, taskToken, preProvision });
}

function imageIsAvailable(): void {
  const tags = Object.entries(imageTags({ ...bakery, recipeDigest })).map(([Key, Value]) => ({ Key, Value }));
  world.ec2
    .on(DescribeImagesCommand)
    .resolves({ Images: [{ ImageId: "ami-0new", Name: bakery.imageName, Tags: tags }] });
}

beforeAll(async () => {
  tables = await startTestTables();
});
afterAll(() => tables.stop());
beforeEach(() => {
  count += 1;
  recipeDigest = String(count).repeat(64).slice(0, 64);
  ended.clear();
  world = createWorkerWorld();
  world.ec2.on(DescribeImagesCommand).resolves({ Images: [] });
  world.sfn.on(DescribeExecutionCommand).callsFake(({ executionArn }: { executionArn: string }) => ({
    status: ended.has(executionArn.split(":").at(-1) ?? "") ? "FAILED" : "RUNNING",
  }));
});

describe("findOrBake", () => {
  it("answers with the recipe's image when there is one, and sends no command", async () => {
    imageIsAvailable();
    expect(await bake("m-1")).toBe("reused");
    expect(world.answers).toEqual([
      { token: "token-m-1", output: { ...bakery, recipeDigest, reused: true } },
    ]);
    expect(world.commands).toEqual([]);
    expect(world.ec2.commandCalls(DescribeImagesCommand)[0]?.args[0].input).toEqual({
      Owners: ["self"],
      Filters: [
        { Name: "tag:repave:recipe", Values: [recipeDigest] },
        { Name: "state", Values: ["available"] },
      ],
    });
  });

  it("does not reuse an image that does not say what is in it", async () => {
    world.ec2.on(DescribeImagesCommand).resolves({ Images: [{ ImageId: "ami-1", Tags: [] }] });
    expect(await bake("m-1")).toBe("started");
  });

  it("has a worker bake the recipe under its lock", async () => {
    expect(await bake("m-1")).toBe("started");
    const release = ofThisTest("m-1");
    const request = JSON.parse(
      world.parameters.get(`/repave/runs/${release.id}/bake`) ?? "",
    ) as WorkerRequest;
    expect(request).toMatchObject({
      stage: "bake",
      taskToken: "token-m-1",
      payload: {
        recipeDigest,
        baseImage: "ami-0base",
        artifact: release.artifact,
        files: [{ path: "etc/motd", content: "hi" }],
        run: { command: ["node"], port: 8080 },
        images: { bucket: "images", prefix: `images/${preProvisionOf(release).imageName}` },
        shareWithAccount: "111111111111",
      },
    });
    expect(await tables.scan("runs")).toContainEqual({
      id: `recipe#${recipeDigest}`,
      holder: `${release.id}/bake`,
    });
  });

  it("never bakes a recipe twice at once: the second is told that it is busy", async () => {
    const outcomes = await Promise.allSettled(["m-1", "m-2", "m-3"].map((id) => bake(id)));
    const refused = outcomes.filter(({ status }) => status === "rejected");
    expect(refused).toHaveLength(2);
    for (const outcome of refused) expect(outcome).toMatchObject({ reason: { name: "RecipeBusy" } });
    expect(world.commands).toHaveLength(1);
  });

  it("reuses the image when the other release has baked it", async () => {
    await bake("m-1");
    await expect(bake("m-2")).rejects.toMatchObject({ name: "RecipeBusy" });
    imageIsAvailable();
    expect(await bake("m-2", "token-2")).toBe("reused");
  });

  it("lets go of the lock when the image came between looking and locking", async () => {
    const tags = Object.entries(imageTags({ ...bakery, recipeDigest })).map(([Key, Value]) => ({
      Key,
      Value,
    }));
    const found = { Images: [{ ImageId: "ami-0new", Name: bakery.imageName, Tags: tags }] };
    world.ec2.on(DescribeImagesCommand).resolvesOnce({ Images: [] }).resolves(found);
    expect(await bake("m-1")).toBe("reused");
    expect((await tables.scan("runs")).map(({ id }) => id)).not.toContain(`recipe#${recipeDigest}`);
  });

  it("attaches its own retry", async () => {
    await bake("m-1");
    expect(await bake("m-1", "token-again")).toBe("attached");
    expect(world.commands).toHaveLength(1);
  });

  it("takes the lock over from a release that has ended", async () => {
    await bake("m-1");
    ended.add(ofThisTest("m-1").id);
    expect(await bake("m-2")).toBe("started");
  });

  it("bakes after the holder let go, and a stranger cannot let go for it", async () => {
    await bake("m-1");
    await releaseRecipeLock(tools(), { recipeDigest, run: `${ofThisTest("m-2").id}/bake` });
    await expect(bake("m-2")).rejects.toMatchObject({ name: "RecipeBusy" });
    await releaseRecipeLock(tools(), { recipeDigest, run: `${ofThisTest("m-1").id}/bake` });
    expect(await bake("m-2")).toBe("started");
  });
});
