import {
  AddPermissionCommand,
  CreateAliasCommand,
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLambda } from "../../../runtime/services/lambda/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";
import { createNodeFunction } from "./node-function.ts";
import { zip } from "./zip.ts";

let aws: TestRuntime;
let client: LambdaClient;

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createLambda] });
  client = new LambdaClient(aws.clientConfig);
});
afterAll(() => aws.stop());

async function create(name: string, settings: Partial<CreateFunctionCommandInput> = {}) {
  return client.send(await createNodeFunction(name, settings));
}

async function run(FunctionName: string, Qualifier?: string): Promise<unknown> {
  const { Payload } = await client.send(new InvokeCommand({ FunctionName, ...(Qualifier && { Qualifier }) }));
  return JSON.parse(Payload?.transformToString() ?? "");
}

describe("functions", () => {
  it("describes what was created and refuses the same name again", async () => {
    const created = await create("described", { MemorySize: 256, Tags: { team: "web" }, Description: "d" });
    expect(created).toMatchObject({ Version: "$LATEST", State: "Active", MemorySize: 256, Timeout: 3 });
    expect(created.CodeSha256).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    await expect(create("described")).rejects.toMatchObject({ name: "ResourceConflictException" });
    const { Configuration, Tags } = await client.send(
      new GetFunctionCommand({ FunctionName: created.FunctionArn }),
    );
    expect(Configuration?.CodeSha256).toBe(created.CodeSha256);
    expect(Tags).toEqual({ team: "web" });
    expect((await client.send(new ListTagsCommand({ Resource: created.FunctionArn }))).Tags).toEqual({
      team: "web",
    });
  });

  it("keeps published versions and points aliases at them", async () => {
    await create("versioned");
    const first = await client.send(new PublishVersionCommand({ FunctionName: "versioned" }));
    const same = await client.send(new PublishVersionCommand({ FunctionName: "versioned" }));
    expect([first.Version, same.Version]).toEqual(["1", "1"]);
    await client.send(
      new CreateAliasCommand({ FunctionName: "versioned", Name: "live", FunctionVersion: "1" }),
    );
    const ZipFile = await zip({ "index.mjs": "export const handler = async () => 'two'" });
    const second = await client.send(
      new UpdateFunctionCodeCommand({ FunctionName: "versioned", ZipFile, Publish: true }),
    );
    expect(second.Version).toBe("2");
    expect([await run("versioned"), await run("versioned", "live"), await run("versioned", "2")]).toEqual([
      "two",
      "one",
      "two",
    ]);
    const { Versions } = await client.send(new ListVersionsByFunctionCommand({ FunctionName: "versioned" }));
    expect(Versions?.map(({ Version }) => Version)).toEqual(["$LATEST", "1", "2"]);
  });

  it("throttles above the reserved concurrency", async () => {
    await create("stopped");
    const reserved = { FunctionName: "stopped", ReservedConcurrentExecutions: 0 };
    await client.send(new PutFunctionConcurrencyCommand(reserved));
    await expect(run("stopped")).rejects.toMatchObject({ name: "TooManyRequestsException" });
  });

  it("keeps the resource policy", async () => {
    await create("permitted");
    await client.send(
      new AddPermissionCommand({
        FunctionName: "permitted",
        StatementId: "sns",
        Action: "lambda:InvokeFunction",
        Principal: "sns.amazonaws.com",
        SourceArn: "arn:aws:sns:us-east-1:000000000000:repave-releases",
      }),
    );
    const { Policy } = await client.send(new GetPolicyCommand({ FunctionName: "permitted" }));
    expect(JSON.parse(Policy ?? "").Statement).toMatchObject([
      {
        Sid: "sns",
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "lambda:InvokeFunction",
      },
    ]);
  });

  it("refuses what it cannot run, by name", async () => {
    await expect(create("python", { Runtime: "python3.13" })).rejects.toThrow(/python3\.13 is not emulated/);
    await expect(create("layered", { Layers: ["arn:aws:lambda:us-east-1:0:layer:x:1"] })).rejects.toThrow(
      /Layers/,
    );
    await expect(create("unzipped", { Code: { ZipFile: Buffer.from("no zip") } })).rejects.toThrow(
      /Could not unzip/,
    );
    const Environment = { Variables: { AWS_REGION: "x" } };
    await expect(create("reserved", { Environment })).rejects.toThrow(/AWS_REGION/);
    await create("long");
    const change = new UpdateFunctionConfigurationCommand({ FunctionName: "long", Timeout: 901 });
    await expect(client.send(change)).rejects.toThrow(/Timeout/);
  });

  it("lists functions and forgets deleted ones", async () => {
    await create("deleted");
    await client.send(new DeleteFunctionCommand({ FunctionName: "deleted" }));
    const { Functions } = await client.send(new ListFunctionsCommand({}));
    expect(Functions?.map(({ FunctionName }) => FunctionName)).not.toContain("deleted");
    await expect(run("deleted")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});
