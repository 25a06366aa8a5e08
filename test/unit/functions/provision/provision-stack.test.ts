import { GetParameterCommand, ParameterNotFound } from "@aws-sdk/client-ssm";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { provisionStack } from "../../../../functions/provision/provision-stack.ts";
import { validateStack } from "../../../../functions/validation/validate-stack.ts";
import { bakery, preProvisionOf, provision, releaseOf } from "../support/releases.ts";
import { startTestTables, type TestTables } from "../support/tables.ts";
import { createWorkerWorld } from "../support/worker-tools.ts";

let tables: TestTables;
let world: ReturnType<typeof createWorkerWorld>;
let count = 0;

const resolved = {
  account: "000000000000",
  region: "us-east-1",
  listenerPort: 8080,
  network: { vpcId: "vpc-1", subnetIds: ["subnet-1"], securityGroupIds: [] },
  configuration: {
    health: { path: "/health" },
    capacity: { desired: 2 },
    permissions: [{ actions: ["dynamodb:GetItem"], resources: ["*"] }],
    logs: { retentionDays: 30 },
    run: { command: ["node"], port: 8080, secretParameters: ["/apps/hello-web/token"] },
  },
};

function eventOf() {
  const release = releaseOf(`m-${count}`);
  const preProvision = preProvisionOf(release);
  world.parameters.set(preProvision.resolvedParameter, JSON.stringify(resolved));
  return { release, taskToken: "token-1", preProvision, bakery, provision };
}
const requestOf = (stage: string) =>
  JSON.parse(world.parameters.get(`/repave/runs/${releaseOf(`m-${count}`).id}/${stage}`) ?? "");

beforeAll(async () => {
  tables = await startTestTables();
});
afterAll(() => tables.stop());
beforeEach(() => {
  count += 1;
  world = createWorkerWorld();
});

describe("provisionStack", () => {
  it("asks a worker for the stack with references, rights to the secrets, and every tag", async () => {
    const event = eventOf();
    expect(await provisionStack(world.tools(tables), event)).toBe("started");
    expect(requestOf("provision").payload).toEqual({
      imageId: "ami-0new",
      recipeDigest: bakery.recipeDigest,
      configParameter: { name: event.preProvision.configParameter, version: 1 },
      network: resolved.network,
      listenerPort: 8080,
      health: { path: "/health" },
      capacity: { desired: 2 },
      permissions: [
        { actions: ["dynamodb:GetItem"], resources: ["*"] },
        {
          actions: ["ssm:GetParameter", "ssm:GetParameters"],
          resources: ["arn:aws:ssm:us-east-1:000000000000:parameter/apps/hello-web/token"],
        },
      ],
      logs: { group: "/repave/apps/hello-web/dev", retentionDays: 30 },
      run: { port: 8080 },
      tags: {
        "repave:application": "hello-web",
        "repave:environment": "dev",
        "repave:release": event.release.id,
      },
    });
  });

  it("lets go of the recipe that was baked for it", async () => {
    const event = eventOf();
    const Item = { id: `recipe#${bakery.recipeDigest}`, holder: `${event.release.id}/bake` };
    await tables.dynamo.send(new PutCommand({ TableName: "runs", Item }));
    await provisionStack(world.tools(tables), event);
    expect((await tables.scan("runs")).map(({ id }) => id)).not.toContain(Item.id);
  });

  it("says which parameter is missing", async () => {
    const event = eventOf();
    world.ssm.on(GetParameterCommand).rejects(new ParameterNotFound({ message: "none", $metadata: {} }));
    await expect(provisionStack(world.tools(tables), event)).rejects.toMatchObject({
      name: "ConfigurationMissing",
      message: expect.stringContaining(event.preProvision.resolvedParameter),
    });
  });
});

describe("validateStack", () => {
  it("asks a worker to check the stack, the image, every bucket and parameter", async () => {
    const event = eventOf();
    const tools = { ...world.tools(tables), imagesBucket: "images", reportsBucket: "reports" };
    expect(await validateStack(tools, event)).toBe("started");
    expect(requestOf("validate").payload).toEqual({
      gate: 0.7,
      image: { id: "ami-0new", digest: bakery.digest, recipeDigest: bakery.recipeDigest },
      stack: provision,
      buckets: ["artifacts", "images", "reports", "logs"],
      parameters: [
        event.preProvision.configParameter,
        event.preProvision.resolvedParameter,
        `/repave/runs/${event.release.id}/provision`,
      ],
      reports: { bucket: "reports", prefix: `validation/${event.release.id}` },
      run: { port: 8080 },
    });
  });
});
