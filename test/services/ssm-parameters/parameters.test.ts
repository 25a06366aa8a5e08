import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  AddTagsToResourceCommand,
  CreateDocumentCommand,
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  paginateGetParametersByPath,
  RemoveTagsFromResourceCommand,
  SSMClient,
  UnlabelParameterVersionCommand,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AwsEvent } from "../../../runtime/kernel/event-bus.ts";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { createSsm } from "../../../runtime/services/ssm/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

let aws: TestRuntime;
let ssm: SSMClient;

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createKms, createSsm] });
  ssm = new SSMClient(aws.clientConfig);
});
afterAll(() => aws.stop());

const put = (input: Partial<PutParameterCommandInput> & { Name: string }) =>
  ssm.send(new PutParameterCommand({ Type: "String", Value: "v", ...input }));
const get = async (Name: string, WithDecryption = false) =>
  (await ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter;

describe("PutParameter", () => {
  test("makes a parameter, and a new version with Overwrite", async () => {
    expect(await put({ Name: "/put/a" })).toMatchObject({ Version: 1, Tier: "Standard" });
    await expect(put({ Name: "/put/a" })).rejects.toMatchObject({ name: "ParameterAlreadyExists" });
    expect((await put({ Name: "/put/a", Value: "w", Overwrite: true })).Version).toBe(2);
    expect(await get("/put/a")).toMatchObject({ Value: "w", Version: 2, Type: "String", DataType: "text" });
    expect((await get("/put/a:1"))?.Value).toBe("v");
    const ARN = "arn:aws:ssm:us-east-1:000000000000:parameter/put/a";
    expect(await get(`${ARN}:1`)).toMatchObject({ ARN, Value: "v", Selector: ":1" });
  });

  test.each([
    [{ Name: "aws-mine" }, "ValidationException"],
    [{ Name: "/ssm/x" }, "ValidationException"],
    [{ Name: "no/leading" }, "ValidationException"],
    [{ Name: "/sp ace" }, "ValidationException"],
    [{ Name: "/a".repeat(16) }, "HierarchyLevelLimitExceededException"],
    [{ Name: "/long", Value: "x".repeat(4097) }, "ValidationException"],
    [{ Name: "/long", Value: "x".repeat(8193), Tier: "Advanced" as const }, "ValidationException"],
    [{ Name: "/p", Value: "abc", AllowedPattern: "^\\d+$" }, "ParameterPatternMismatchException"],
    [{ Name: "/p", AllowedPattern: "(" }, "InvalidAllowedPatternException"],
    [{ Name: "/p", Policies: "[{}]" }, "ValidationException"],
    [{ Name: "/p", DataType: "aws:ec2:image", Value: "nothing" }, "ValidationException"],
  ])("refuses %j", async (input, name) => {
    await expect(put(input)).rejects.toMatchObject({ name });
  });

  test("takes longer values in the advanced tier, by itself with Intelligent-Tiering", async () => {
    const Value = "x".repeat(5000);
    expect((await put({ Name: "/tier/a", Value, Tier: "Advanced" })).Tier).toBe("Advanced");
    expect((await put({ Name: "/tier/i", Value, Tier: "Intelligent-Tiering" })).Tier).toBe("Advanced");
    expect((await put({ Name: "/tier/s", Tier: "Intelligent-Tiering" })).Tier).toBe("Standard");
    const down = put({ Name: "/tier/a", Tier: "Standard", Overwrite: true });
    await expect(down).rejects.toMatchObject({ name: "ValidationException" });
  });

  test("does not change a parameter's type", async () => {
    await put({ Name: "/type" });
    const change = put({ Name: "/type", Type: "SecureString", Overwrite: true });
    await expect(change).rejects.toMatchObject({ name: "HierarchyTypeMismatchException" });
  });

  test("keeps a hundred versions, and not one more when the oldest is labelled", async () => {
    await put({ Name: "/many" });
    for (let version = 2; version <= 101; version++) await put({ Name: "/many", Overwrite: true });
    await expect(get("/many:1")).rejects.toMatchObject({ name: "ParameterVersionNotFound" });
    await ssm.send(
      new LabelParameterVersionCommand({ Name: "/many", ParameterVersion: 2, Labels: ["keep"] }),
    );
    const next = put({ Name: "/many", Overwrite: true });
    await expect(next).rejects.toMatchObject({ name: "ParameterMaxVersionLimitExceeded" });
  });

  test("tells EventBridge of the change, without the value", async () => {
    const events: AwsEvent[] = [];
    aws.runtime.events.listen((event) => events.push(event));
    await put({ Name: "/told", Value: "not in the event" });
    const detail = { operation: "Create", name: "/told", type: "String" };
    expect(events).toMatchObject([{ source: "aws.ssm", detailType: "Parameter Store Change", detail }]);
    expect(JSON.stringify(events)).not.toContain("not in the event");
  });
});

describe("a SecureString", () => {
  test.each(["Standard", "Advanced"] as const)(
    "of the %s tier is in plain for WithDecryption only",
    async (Tier) => {
      const Name = `/secure/${Tier}`;
      const Value = `canary-${"s".repeat(4000)}${Tier}`;
      await put({ Name, Value, Type: "SecureString", Tier });
      expect((await get(Name, true))?.Value).toBe(Value);
      expect((await get(Name))?.Value).not.toContain("canary");
    },
  );

  test("is nowhere on disk in plain", async () => {
    await put({ Name: "/secure/canary", Value: "kanarienvogel-4711", Type: "SecureString" });
    await aws.runtime.store.committed();
    const files = readdirSync(aws.dataDir, { recursive: true, withFileTypes: true }).filter((f) =>
      f.isFile(),
    );
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      expect(readFileSync(path.join(file.parentPath, file.name)).includes("kanarienvogel-4711")).toBe(false);
    }
  });

  test("with an unknown key is refused", async () => {
    const command = put({ Name: "/secure/x", Type: "SecureString", KeyId: "alias/none" });
    await expect(command).rejects.toMatchObject({ name: "InvalidKeyId" });
    await expect(get("/secure/x")).rejects.toMatchObject({ name: "ParameterNotFound" });
  });

  test("survives a restart", async () => {
    await put({ Name: "/secure/restart", Value: "still here", Type: "SecureString" });
    aws = await aws.restart();
    ssm = new SSMClient(aws.clientConfig);
    expect((await get("/secure/restart", true))?.Value).toBe("still here");
  });
});

test("GetParameters names those that do not exist", async () => {
  await put({ Name: "/some/a" });
  const Names = ["/some/a", "/some/none", "/some/a:9"];
  const output = await ssm.send(new GetParametersCommand({ Names }));
  expect(output.Parameters?.map(({ Name }) => Name)).toEqual(["/some/a"]);
  expect(output.InvalidParameters).toEqual(["/some/none", "/some/a:9"]);
});

describe("GetParametersByPath", () => {
  beforeAll(async () => {
    for (let index = 0; index < 12; index++) await put({ Name: `/tree/n${String(index).padStart(2, "0")}` });
    await put({ Name: "/tree/deep/leaf", Type: "StringList", Value: "a,b" });
    await put({ Name: "/treeless" });
  });

  test("pages through one level, or all of them", async () => {
    const names: (string | undefined)[] = [];
    const pages = paginateGetParametersByPath(
      { client: ssm, pageSize: 5 },
      { Path: "/tree/", Recursive: true },
    );
    for await (const page of pages) names.push(...(page.Parameters ?? []).map(({ Name }) => Name));
    expect(names).toHaveLength(13);
    expect(names[0]).toBe("/tree/deep/leaf");
    const oneLevel = await ssm.send(new GetParametersByPathCommand({ Path: "/tree" }));
    expect(oneLevel.Parameters).toHaveLength(10);
    expect(oneLevel.NextToken).toBeDefined();
  });

  test("filters by type, and refuses paths without a slash and unknown tokens", async () => {
    const ParameterFilters = [{ Key: "Type", Values: ["StringList"] }];
    const output = await ssm.send(
      new GetParametersByPathCommand({ Path: "/tree", Recursive: true, ParameterFilters }),
    );
    expect(output.Parameters?.map(({ Name }) => Name)).toEqual(["/tree/deep/leaf"]);
    const relative = ssm.send(new GetParametersByPathCommand({ Path: "tree" }));
    await expect(relative).rejects.toMatchObject({ name: "ValidationException" });
    const token = ssm.send(new GetParametersByPathCommand({ Path: "/tree", NextToken: "?" }));
    await expect(token).rejects.toMatchObject({ name: "InvalidNextToken" });
  });
});

test("labels select a version, move, and are refused when malformed", async () => {
  await put({ Name: "/label" });
  await put({ Name: "/label", Value: "two", Overwrite: true });
  const label = (ParameterVersion: number, ...Labels: string[]) =>
    ssm.send(new LabelParameterVersionCommand({ Name: "/label", ParameterVersion, Labels }));
  expect((await label(1, "live", "1st", "aws-x")).InvalidLabels).toEqual(["1st", "aws-x"]);
  expect((await get("/label:live"))?.Value).toBe("v");
  await label(2, "live");
  expect((await get("/label:live"))?.Value).toBe("two");
  const { Parameters } = await ssm.send(new GetParameterHistoryCommand({ Name: "/label" }));
  expect(Parameters?.map(({ Version, Labels }) => [Version, Labels])).toEqual([
    [1, []],
    [2, ["live"]],
  ]);
  await ssm.send(
    new UnlabelParameterVersionCommand({ Name: "/label", ParameterVersion: 2, Labels: ["live"] }),
  );
  await expect(get("/label:live")).rejects.toMatchObject({ name: "ParameterVersionNotFound" });
});

test("DescribeParameters filters by name, path, type and tag", async () => {
  await put({ Name: "/desc/one", Description: "the first", Tags: [{ Key: "team", Value: "web" }] });
  await put({ Name: "/desc/two", Type: "SecureString" });
  const names = async (Key: string, Option: string, ...Values: string[]) => {
    const ParameterFilters = [{ Key, Option, Values }];
    const { Parameters } = await ssm.send(new DescribeParametersCommand({ ParameterFilters }));
    return Parameters?.map(({ Name }) => Name);
  };
  expect(await names("Name", "BeginsWith", "/desc/")).toEqual(["/desc/one", "/desc/two"]);
  expect(await names("Path", "Recursive", "/desc")).toEqual(["/desc/one", "/desc/two"]);
  expect(await names("tag:team", "Equals", "web")).toEqual(["/desc/one"]);
  expect(await names("KeyId", "Equals", "alias/aws/ssm")).toContain("/desc/two");
  await expect(names("Color", "Equals", "x")).rejects.toMatchObject({ name: "InvalidFilterKey" });
  await expect(names("Type", "Contains", "x")).rejects.toMatchObject({ name: "InvalidFilterOption" });
});

test("tags are added, listed and removed", async () => {
  await put({ Name: "/tagged" });
  const resource = { ResourceType: "Parameter" as const, ResourceId: "/tagged" };
  const Tags = [
    { Key: "a", Value: "1" },
    { Key: "b", Value: "2" },
  ];
  await ssm.send(new AddTagsToResourceCommand({ ...resource, Tags }));
  await ssm.send(new RemoveTagsFromResourceCommand({ ...resource, TagKeys: ["a"] }));
  expect((await ssm.send(new ListTagsForResourceCommand(resource))).TagList).toEqual([Tags[1]]);
});

test("deleted parameters are gone with their history", async () => {
  await put({ Name: "/gone/a" });
  await put({ Name: "/gone/b" });
  const output = await ssm.send(new DeleteParametersCommand({ Names: ["/gone/a", "/gone/none"] }));
  expect(output).toMatchObject({ DeletedParameters: ["/gone/a"], InvalidParameters: ["/gone/none"] });
  await ssm.send(new DeleteParameterCommand({ Name: "/gone/b" }));
  const again = ssm.send(new DeleteParameterCommand({ Name: "/gone/b" }));
  await expect(again).rejects.toMatchObject({ name: "ParameterNotFound" });
  expect((await put({ Name: "/gone/a" })).Version).toBe(1);
});

test("tags of documents are kept too, and other resource types are refused", async () => {
  const Content = JSON.stringify({
    schemaVersion: "2.2",
    description: "d",
    mainSteps: [{ action: "aws:runShellScript", name: "step", inputs: { runCommand: ["true"] } }],
  });
  await ssm.send(new CreateDocumentCommand({ Name: "tagged-document", Content, DocumentType: "Command" }));
  const document = { ResourceType: "Document" as const, ResourceId: "tagged-document" };
  await ssm.send(new AddTagsToResourceCommand({ ...document, Tags: [{ Key: "k", Value: "v" }] }));
  const { TagList } = await ssm.send(new ListTagsForResourceCommand(document));
  expect(TagList).toEqual([{ Key: "k", Value: "v" }]);
  const other = new ListTagsForResourceCommand({ ResourceType: "PatchBaseline", ResourceId: "x" });
  await expect(ssm.send(other)).rejects.toMatchObject({ name: "InvalidResourceType" });
});
