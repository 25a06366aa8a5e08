import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { CreateKeyCommand, DisableKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  type CreateSecretCommandInput,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  ListSecretsCommand,
  type ListSecretsCommandInput,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  type PutSecretValueCommandInput,
  RestoreSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../../runtime/kernel/clock.ts";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { createSecretsManager } from "../../../runtime/services/secretsmanager/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

const DAY_MS = 86_400_000;
let aws: TestRuntime;
let secrets: SecretsManagerClient;

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createKms, createSecretsManager] });
  secrets = new SecretsManagerClient(aws.clientConfig);
});
afterAll(() => aws.stop());

const create = (Name: string, more: Partial<CreateSecretCommandInput> = {}) =>
  secrets.send(new CreateSecretCommand({ Name, SecretString: "one", ...more }));
const put = (SecretId: string, more: Partial<PutSecretValueCommandInput> = {}) =>
  secrets.send(new PutSecretValueCommand({ SecretId, SecretString: "two", ...more }));
const read = (SecretId: string, more: Partial<GetSecretValueCommandInput> = {}) =>
  secrets.send(new GetSecretValueCommand({ SecretId, ...more }));
const describeIt = (SecretId: string) => secrets.send(new DescribeSecretCommand({ SecretId }));
const list = async (input: ListSecretsCommandInput = {}) =>
  ((await secrets.send(new ListSecretsCommand(input))).SecretList ?? []).map(({ Name }) => Name);

describe("a secret", () => {
  it("is found by its name, its ARN and its ARN without the ending", async () => {
    const { ARN = "", VersionId } = await create("app/db", { Description: "the database" });
    expect(ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:app\/db-[A-Za-z0-9]{6}$/);
    for (const id of ["app/db", ARN, ARN.slice(0, -7)])
      expect(await read(id)).toMatchObject({
        ARN,
        VersionId,
        SecretString: "one",
        VersionStages: ["AWSCURRENT"],
      });
    await expect(read(`${ARN.slice(0, -6)}AAAAAA`)).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  it("keeps the value before the current one under AWSPREVIOUS", async () => {
    const { VersionId: first = "" } = await create("versions");
    const { VersionId: second = "" } = await put("versions");
    await put("versions", { SecretString: "three", VersionStages: ["MINE"] });
    expect((await read("versions")).SecretString).toBe("two");
    expect((await read("versions", { VersionStage: "AWSPREVIOUS" })).SecretString).toBe("one");
    expect((await read("versions", { VersionStage: "MINE" })).SecretString).toBe("three");
    expect((await describeIt("versions")).VersionIdsToStages).toMatchObject({
      [first]: ["AWSPREVIOUS"],
      [second]: ["AWSCURRENT"],
    });
    await expect(read("versions", { VersionId: first, VersionStage: "MINE" })).rejects.toMatchObject({
      name: "InvalidRequestException",
    });
    await expect(read("versions", { VersionStage: "NONE" })).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Secrets Manager can't find the specified secret value for staging label: NONE",
    });
  });

  it("takes the same token again only with the same value", async () => {
    const ClientRequestToken = "0123456789abcdef0123456789abcdef";
    await create("idempotent", { ClientRequestToken });
    expect(await create("idempotent", { ClientRequestToken })).toMatchObject({
      VersionId: ClientRequestToken,
    });
    const other = { ClientRequestToken, SecretString: "another" };
    await expect(create("idempotent", other)).rejects.toMatchObject({ name: "ResourceExistsException" });
    await expect(put("idempotent", other)).rejects.toMatchObject({ name: "ResourceExistsException" });
    await expect(create("idempotent")).rejects.toMatchObject({ name: "ResourceExistsException" });
  });

  it("holds bytes as well", async () => {
    const SecretBinary = Buffer.from([0, 255, 1]);
    await create("bytes", { SecretString: undefined, SecretBinary });
    expect(Buffer.from((await read("bytes")).SecretBinary ?? [])).toEqual(SecretBinary);
  });

  it.each([
    [{ Name: "sp ace" }, "ValidationException"],
    [{ Name: "both", SecretBinary: Buffer.from("x") }, "InvalidParameterException"],
    [{ Name: "short-token", ClientRequestToken: "short" }, "InvalidParameterException"],

    [{ Name: "no-key", KmsKeyId: "alias/none" }, "EncryptionFailure"],
    [{ Name: "replica", AddReplicaRegions: [{ Region: "eu-west-1" }] }, "InvalidParameterException"],
  ])("is refused: %j", async (input, name) => {
    await expect(create(input.Name, input)).rejects.toMatchObject({ name });
    await expect(describeIt(input.Name)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("has a value of at most 64 KiB", async () => {
    await create("large", { SecretString: "x".repeat(65_536) });
    await expect(put("large", { SecretString: "x".repeat(65_537) })).rejects.toMatchObject({
      name: "ValidationException",
    });
  });

  it("is updated, with a value or without", async () => {
    await create("updated");
    await secrets.send(new UpdateSecretCommand({ SecretId: "updated", Description: "new" }));
    expect(await describeIt("updated")).toMatchObject({ Description: "new" });
    await secrets.send(
      new UpdateSecretCommand({ SecretId: "updated", SecretString: "two", Description: "newer" }),
    );
    expect(await describeIt("updated")).toMatchObject({ Description: "newer" });
    expect((await read("updated")).SecretString).toBe("two");
  });

  it("has its stages moved by hand", async () => {
    const { VersionId: MoveToVersionId = "" } = await create("staged");
    const { VersionId: RemoveFromVersionId = "" } = await put("staged");
    const back = { SecretId: "staged", VersionStage: "AWSCURRENT", MoveToVersionId };
    await expect(secrets.send(new UpdateSecretVersionStageCommand(back))).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
    await secrets.send(new UpdateSecretVersionStageCommand({ ...back, RemoveFromVersionId }));
    expect((await read("staged")).SecretString).toBe("one");
    expect((await read("staged", { VersionStage: "AWSPREVIOUS" })).SecretString).toBe("two");
    const { Versions = [] } = await secrets.send(new ListSecretVersionIdsCommand({ SecretId: "staged" }));
    expect(Versions.map(({ VersionId }) => VersionId)).toEqual([MoveToVersionId, RemoveFromVersionId]);
  });

  it("waits for its deletion and can be restored until then", async () => {
    await create("deleted");
    await secrets.send(new DeleteSecretCommand({ SecretId: "deleted", RecoveryWindowInDays: 7 }));
    await expect(read("deleted")).rejects.toMatchObject({ name: "InvalidRequestException" });
    await expect(create("deleted")).rejects.toMatchObject({ name: "InvalidRequestException" });
    expect((await describeIt("deleted")).DeletedDate).toBeInstanceOf(Date);
    expect(await list({ IncludePlannedDeletion: true })).toContain("deleted");
    expect(await list()).not.toContain("deleted");
    await secrets.send(new RestoreSecretCommand({ SecretId: "deleted" }));
    expect((await read("deleted")).SecretString).toBe("one");
  });

  it("is gone after its recovery window", async () => {
    let aheadMs = 0;
    const clock = { ...systemClock, now: () => Date.now() + aheadMs };
    const own = await startTestRuntime({ services: [createKms, createSecretsManager], clock });
    // Inside the process, where no signature grows too old.
    const call = (operation: string, input: object) =>
      own.runtime.aws.call(
        "secretsmanager",
        operation,
        input,
        own.runtime.credentials.administrator().caller,
      );
    await call("CreateSecret", { Name: "due", SecretString: "one" });
    await call("DeleteSecret", { SecretId: "due", RecoveryWindowInDays: 7 });
    aheadMs = 7 * DAY_MS - 60_000;
    await call("DescribeSecret", { SecretId: "due" });
    aheadMs = 7 * DAY_MS;
    await expect(call("DescribeSecret", { SecretId: "due" })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
    await own.stop();
  });

  it("is deleted at once when that is wanted, even when it is not there", async () => {
    await create("gone");
    const now = { SecretId: "gone", ForceDeleteWithoutRecovery: true };
    await secrets.send(new DeleteSecretCommand(now));
    await expect(describeIt("gone")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    await secrets.send(new DeleteSecretCommand(now));
    await create("gone", { SecretString: "again" });
    expect((await read("gone")).SecretString).toBe("again");
  });

  it("survives a restart, and its value is nowhere on disk in clear", async () => {
    const own = await startTestRuntime({ services: [createKms, createSecretsManager] });
    const before = new SecretsManagerClient(own.clientConfig);
    const SecretString = "canary-4f1a9c";
    await before.send(new CreateSecretCommand({ Name: "kept", SecretString }));
    const after = await own.restart();
    const client = new SecretsManagerClient(after.clientConfig);
    expect((await client.send(new GetSecretValueCommand({ SecretId: "kept" }))).SecretString).toBe(
      SecretString,
    );
    for (const file of readdirSync(after.dataDir, { recursive: true, withFileTypes: true }))
      if (file.isFile())
        expect(readFileSync(path.join(file.parentPath, file.name)).includes(SecretString)).toBe(false);
    await after.stop();
  });

  it("cannot be read when its key is disabled", async () => {
    const kms = new KMSClient(aws.clientConfig);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    await create("own-key", { KmsKeyId: KeyMetadata?.KeyId });
    await kms.send(new DisableKeyCommand({ KeyId: KeyMetadata?.KeyId }));
    await expect(read("own-key")).rejects.toMatchObject({ name: "DecryptionFailure" });
  });
});

describe("many secrets", () => {
  it("are listed by filters, in the order asked for, page by page", async () => {
    for (const name of ["list/a", "list/b", "list/c"]) {
      await create(name, { Tags: [{ Key: "team", Value: name.slice(-1) }] });
    }
    const named = { Key: "name" as const, Values: ["list/"] };
    const byName = { Filters: [named], SortBy: "name" as const };
    expect(await list(byName)).toEqual(["list/c", "list/b", "list/a"]);
    expect(await list({ ...byName, SortOrder: "asc" })).toEqual(["list/a", "list/b", "list/c"]);
    const notB = { Key: "tag-value" as const, Values: ["!b"] };
    expect(await list({ ...byName, Filters: [named, notB] })).toEqual(["list/c", "list/a"]);
    const { NextToken } = await secrets.send(new ListSecretsCommand({ ...byName, MaxResults: 2 }));
    expect(await list({ ...byName, NextToken })).toEqual(["list/a"]);
  });

  it("are read in one call, each with its value or its error", async () => {
    await create("batch/a");
    const answer = await secrets.send(
      new BatchGetSecretValueCommand({ SecretIdList: ["batch/a", "batch/none"] }),
    );
    expect(answer.SecretValues).toMatchObject([{ Name: "batch/a", SecretString: "one" }]);
    expect(answer.Errors).toMatchObject([{ SecretId: "batch/none", ErrorCode: "ResourceNotFoundException" }]);
  });

  it("carry tags", async () => {
    await create("tagged");
    await secrets.send(
      new TagResourceCommand({
        SecretId: "tagged",
        Tags: [
          { Key: "a", Value: "1" },
          { Key: "b", Value: "2" },
        ],
      }),
    );
    await secrets.send(new UntagResourceCommand({ SecretId: "tagged", TagKeys: ["a"] }));
    expect((await describeIt("tagged")).Tags).toEqual([{ Key: "b", Value: "2" }]);
  });
});

it("makes passwords of the characters that are allowed", async () => {
  const wish = { PasswordLength: 20, ExcludePunctuation: true, ExcludeCharacters: "0O1l" };
  const { RandomPassword = "" } = await secrets.send(new GetRandomPasswordCommand(wish));
  expect(RandomPassword).toMatch(/^[2-9A-NP-Za-km-z]{20}$/);
});
