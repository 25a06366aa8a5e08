import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParametersCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { sha256Hex } from "../../../../core/json/digest.ts";
import { readPointer, verifyPointed } from "../../../../core/parameter-value.ts";
import { prepareRelease } from "../../../../functions/pre-provision/prepare-release.ts";
import { releaseOf } from "../support/releases.ts";
import { objectOf } from "../support/s3-body.ts";

const ssm = mockClient(SSMClient);
const s3 = mockClient(S3Client);
const tools = {
  ssm: new SSMClient({}),
  s3: new S3Client({}),
  keyId: "arn:aws:kms:us-east-1:000000000000:key/k",
  artifactsBucket: "artifacts",
};
const yaml = `
application: hello-web
team: web
run: { command: [node, server.js], port: 8080, environment: {GREETING: canary-1}, secrets: {TOKEN: {parameter: /apps/hello-web/token}} }
files: [{ path: etc/motd, content: canary-2 }]
`;
const environment = {
  name: "dev",
  account: "000000000000",
  region: "us-east-1",
  network: { vpcId: "vpc-1", subnetIds: ["subnet-1"], securityGroupIds: [] },
  listenerPort: 8080,
  rules: [] as string[],
  baseImage: "/repave/base-images/soe",
  defaults: { logs: { retentionDays: 7 } },
};

function platformWith(own: object = {}, process = "{}"): void {
  const values: Record<string, string> = {
    "/repave/process": process,
    "/repave/environments/dev": JSON.stringify({ ...environment, ...own }),
    "/repave/base-images/soe": "ami-0base",
  };
  ssm.on(GetParametersCommand).callsFake(({ Names }: { Names: string[] }) => ({
    Parameters: Names.flatMap((Name) => (values[Name] === undefined ? [] : [{ Name, Value: values[Name] }])),
  }));
}

function releaseWith(text: string) {
  s3.on(GetObjectCommand).callsFake(() => objectOf(text));
  return releaseOf("m-1", {
    config: { bucket: "artifacts", key: "hello-web.yaml", sha256: sha256Hex(text) },
  });
}

function written(): ReadonlyMap<string | undefined, string> {
  const puts = ssm.commandCalls(PutParameterCommand).map(({ args }) => args[0].input);
  return new Map(puts.map(({ Name, Value }) => [Name, Value ?? ""]));
}

function expectNothingWritten(): void {
  expect(ssm.commandCalls(PutParameterCommand)).toHaveLength(0);
  expect(s3.commandCalls(PutObjectCommand)).toHaveLength(0);
}

beforeEach(() => {
  ssm.reset();
  s3.reset();
  ssm.on(PutParameterCommand).resolves({ Version: 1 });
  s3.on(PutObjectCommand).resolves({});
  platformWith();
});

describe("prepareRelease", () => {
  it("gives references and digests, and nothing of the configuration's values", async () => {
    const release = releaseWith(yaml);
    const result = await prepareRelease(tools, release);
    expect(result).toMatchObject({
      recipe: { baseImage: "ami-0base", artifactDigest: release.artifact.sha256 },
      imageName: `repave-hello-web-${result.recipeDigest.slice(0, 16)}`,
      configParameter: `/repave/releases/${release.id}/config`,
      configVersion: 1,
      configDigest: release.config.sha256,
      listenerPort: 8080,
      gate: 0.7,
    });
    expect(JSON.stringify(result)).not.toMatch(/canary|hello-web\/token/);
  });

  it("refuses an environment in another account or region, and writes nothing", async () => {
    platformWith({ account: "111122223333", region: "eu-central-1" });
    await expect(prepareRelease(tools, releaseWith(yaml))).rejects.toMatchObject({
      name: "ConfigurationInvalid",
      message:
        "/environments/dev/account: expected 000000000000, where repave is deployed; came 111122223333\n" +
        "/environments/dev/region: expected us-east-1, where repave is deployed; came eu-central-1",
    });
    expectNothingWritten();
  });

  it("stores what the instances and the later stages need as SecureStrings under the key", async () => {
    const release = releaseWith(yaml);
    const { configParameter, resolvedParameter } = await prepareRelease(tools, release);
    expect(ssm.commandCalls(PutParameterCommand)[0]?.args[0].input).toMatchObject({
      Type: "SecureString",
      KeyId: tools.keyId,
      Tier: "Intelligent-Tiering",
      Overwrite: true,
    });
    expect(JSON.parse(written().get(configParameter) ?? "")).toEqual({
      application: "hello-web",
      environment: "dev",
      release: release.id,
      version: release.version,
      run: {
        command: ["node", "server.js"],
        port: 8080,
        environment: { GREETING: "canary-1" },
        secrets: { TOKEN: { parameter: "/apps/hello-web/token" } },
      },
      logs: { group: "/repave/apps/hello-web/dev", retentionDays: 7 },
    });
    const resolved = JSON.parse(written().get(resolvedParameter) ?? "");
    expect(resolved).toMatchObject({
      network: { vpcId: "vpc-1" },
      configuration: {
        run: { port: 8080, secretParameters: ["/apps/hello-web/token"] },
        files: [{ path: "etc/motd" }],
      },
    });
    expect(resolved.configuration.run).not.toHaveProperty("environment");
  });

  it("keeps a configuration of 40 kB as an encrypted object that the parameter points to", async () => {
    const long = `${yaml}validation: {gate: 0.5}\n`.replace("canary-1", "x".repeat(40_000));
    const { configParameter } = await prepareRelease(tools, releaseWith(long));
    const pointer = readPointer(written().get(configParameter) ?? "");
    const put = s3.commandCalls(PutObjectCommand)[0]?.args[0].input;
    expect(put).toMatchObject({
      Bucket: "artifacts",
      ServerSideEncryption: "aws:kms",
      SSEKMSKeyId: tools.keyId,
    });
    expect(put?.Key).toMatch(/^configuration\/hello-web-dev-.*\/config\/[0-9a-f]{64}\.json$/);
    if (pointer === undefined) throw new Error("expected a pointer");
    expect(verifyPointed(pointer, String(put?.Body))).toContain("x".repeat(40_000));
  });

  it("gives the same recipe for the same content and another for other files", async () => {
    const one = await prepareRelease(tools, releaseWith(yaml));
    const same = await prepareRelease(tools, releaseWith(yaml.replace("canary-1", "other")));
    const other = await prepareRelease(tools, releaseWith(yaml.replace("canary-2", "other")));
    expect(same.recipeDigest).toBe(one.recipeDigest);
    expect(other.recipeDigest).not.toBe(one.recipeDigest);
  });

  it("lists every problem of an invalid repave.yaml and writes nothing", async () => {
    const release = releaseWith(
      "application: hello-web\nrun: {port: 1, environment: {A: [canary-1]}}\nfoo: canary-2",
    );
    const failure = await prepareRelease(tools, release).catch((error: Error) => error);
    expect(failure).toMatchObject({ name: "ConfigurationInvalid" });
    const { message } = failure as Error;
    for (const path of ["/team", "/run/port", "/run/environment/A", "/foo"])
      expect(message).toContain(`${path}: expected`);
    expect(message).not.toContain("canary");
    expectNothingWritten();
  });

  it("names the rule and the path of every breach and writes nothing", async () => {
    platformWith({ rules: ["baseline", "regulated"] });
    const failure = await prepareRelease(tools, releaseWith(yaml)).catch((error: Error) => error);
    expect(failure).toMatchObject({
      name: "RuleViolated",
      message: 'rule "regulated": /logs/retentionDays: expected a number of at least 30; came 7',
    });
    expectNothingWritten();
  });

  it.each([
    [
      "a rule set that is not there",
      () => platformWith({ rules: ["strict"] }),
      "ConfigurationInvalid",
      "strict",
    ],
    [
      "an invalid environment",
      () => platformWith({ listenerPort: 0 }),
      "ConfigurationInvalid",
      "/listenerPort",
    ],
    [
      "a process configuration that is no JSON",
      () => platformWith({}, "{"),
      "ConfigurationInvalid",
      "/repave/process",
    ],
    [
      "a base image that is not there",
      () => platformWith({ baseImage: "/none" }),
      "ConfigurationMissing",
      "/none",
    ],
  ])("fails by %s", async (_, given, name, text) => {
    given();
    await expect(prepareRelease(tools, releaseWith(yaml))).rejects.toMatchObject({
      name,
      message: expect.stringContaining(text),
    });
    expectNothingWritten();
  });

  it("fails by a configuration that is missing, changed, too long or another application's", async () => {
    const release = releaseWith(yaml);
    s3.on(GetObjectCommand).rejects(new NoSuchKey({ message: "none", $metadata: {} }));
    await expect(prepareRelease(tools, release)).rejects.toMatchObject({ name: "ConfigurationMissing" });
    s3.on(GetObjectCommand).callsFake(() => objectOf(`${yaml}# changed`));
    await expect(prepareRelease(tools, release)).rejects.toThrow("SHA-256");
    const long = `# ${"x".repeat(300_000)}`;
    await expect(prepareRelease(tools, releaseWith(long))).rejects.toThrow("at most 262144 bytes");
    const foreign = yaml.replace("application: hello-web", "application: orders");
    await expect(prepareRelease(tools, releaseWith(foreign))).rejects.toThrow('came "orders"');
    expectNothingWritten();
  });
});
