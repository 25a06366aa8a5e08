import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { DescribeImagesCommand, DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readLedger, verifyStreams } from "../../cli/audit/read-ledger.ts";
import { followRelease } from "../../cli/follow/follow-release.ts";
import { packFolder } from "../../cli/release/pack.ts";
import { publishMessage, publishRelease } from "../../cli/release/publish.ts";
import { readApplication } from "../../cli/release/read-application.ts";
import { readApplications } from "../../cli/target/applications.ts";
import { deployedNames } from "../../cli/target/names.ts";
import { sha256Hex } from "../../core/json/digest.ts";
import type { ReleaseMessage } from "../../core/release/release-message.ts";
import { eventually } from "../support/eventually.ts";
import { exampleVariant, type Variant } from "./support/example.ts";
import { projectRoot, repave } from "./support/repave.ts";
import { startUp, type Up } from "./support/up.ts";

let up: Up;
let url: string;

beforeAll(async () => {
  up = await startUp();
  url = String((await readApplications(up.target))[0]?.current.url);
}, 120_000);
afterAll(() => up?.remove());

/** The live release goes on serving, whatever happened to another one. */
async function expectStillServing(): Promise<void> {
  const response = await fetch(`${url}/version`);
  expect(await response.json()).toMatchObject({ name: "hello-web", version: "1.0.0" });
}

async function executionNames(): Promise<readonly (string | undefined)[]> {
  const states = new SFNClient(up.target.clientConfig);
  const { stateMachineArn } = deployedNames(up.target);
  const { executions = [] } = await states.send(new ListExecutionsCommand({ stateMachineArn }));
  return executions.map(({ name }) => name);
}

async function imageCount(): Promise<number> {
  const { Images = [] } = await new EC2Client(up.target.clientConfig).send(
    new DescribeImagesCommand({ Owners: ["self"] }),
  );
  return Images.length;
}

describe("a message that is no release", () => {
  const bad: readonly (readonly [what: string, message: string, errors: RegExp])[] = [
    ["no JSON", "deploy it please", /JSON/],
    ["another schema", JSON.stringify({ schema: "other/v9" }), /application[\s\S]*schema/],
    [
      "an unknown application and environment",
      JSON.stringify({ ...message(), application: "nobody", environment: "nowhere" }),
      /nobody[\s\S]*nowhere/,
    ],
    [
      "names with shell and path characters",
      JSON.stringify({ ...message(), application: "$(reboot)", version: "../../etc/passwd" }),
      /application[\s\S]*version/,
    ],
  ];

  it.each(bad)(
    "(%s) is kept in the dead-letter queue with every error, and nothing starts",
    async (_, text, errors) => {
      const before = await executionNames();
      await new SNSClient(up.target.clientConfig).send(
        new PublishCommand({ TopicArn: deployedNames(up.target).releasesTopicArn, Message: text }),
      );
      const letter = await eventually("the dead letter", () => findDeadLetter(text));
      expect(JSON.stringify(letter.errors)).toMatch(errors);
      expect(await executionNames()).toEqual(before);
    },
  );
});

function message(): ReleaseMessage {
  const pinned = { bucket: "repave-artifacts", key: "a", sha256: "0".repeat(64) };
  return {
    schema: "repave.release/v1",
    application: "hello-web",
    environment: "dev",
    version: "9.9.9",
    artifact: pinned,
    config: pinned,
    requestedBy: "test",
  };
}

async function findDeadLetter(text: string): Promise<{ errors: readonly string[] } | undefined> {
  const sqs = new SQSClient(up.target.clientConfig);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "repave-dead-letters" }));
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
  );
  const letters = Messages.map(
    ({ Body = "{}" }) => JSON.parse(Body) as { message: string; errors: string[] },
  );
  return letters.find((letter) => letter.message === text);
}

describe("a configuration", () => {
  it("that is not valid fails PreProvision with each error's path", async () => {
    const folder = exampleVariant({ configuration: { run: { command: [], port: 99_999 }, surplus: true } });
    const { progress } = await publishUnchecked(folder, "2.0.0");
    expect(progress).toMatchObject({ status: "FAILED", error: "ConfigurationInvalid" });
    for (const part of ["/run/command", "/run/port", "/surplus"]) expect(progress.cause).toContain(part);
    await expectStillServing();
  });

  it("against the environment's rules fails PreProvision with the rule's name", async () => {
    const folder = exampleVariant({
      configuration: { permissions: [{ actions: ["s3:*"], resources: ["*"] }], environments: {} },
    });
    const { progress } = await publishUnchecked(folder, "2.0.1", "test");
    expect(progress).toMatchObject({ status: "FAILED", error: "RuleViolated" });
    expect(progress.cause).toMatch(/regulated/);
  });

  it("is refused by the command line before anything is uploaded, with exit code 2", async () => {
    const folder = exampleVariant({ configuration: { run: { command: [], port: 99_999 } } });
    const { code, stderr } = await repave("release", folder, "--env", "dev", "--data-dir", up.dataDir);
    expect(code).toBe(2);
    for (const part of ["/run/command", "/run/port"]) expect(stderr).toContain(part);
  });
});

/** Publishes a folder as CI would that checks nothing. */
async function publishUnchecked(folder: string, version: string, environment = "dev") {
  const text = await readFile(path.join(folder, "repave.yaml"), "utf8");
  const application = await readApplication(path.join(projectRoot, "examples/hello-web"));
  const release = await publishRelease(up.target, {
    application: { ...application, text },
    artifact: await packFolder(folder),
    environment,
    version,
    requestedBy: "test",
  });
  return { release, progress: await followRelease({ target: up.target, release, onProgress: () => {} }) };
}

describe("an artifact", () => {
  it("that is missing fails Bakery, and no image is registered", async () => {
    const before = await imageCount();
    const config = await uploadConfiguration();
    const { artifactsBucket: bucket } = deployedNames(up.target);
    const artifact = { bucket, key: "releases/hello-web/missing.tar.gz", sha256: "a".repeat(64) };
    const release = await publishMessage(up.target, { ...message(), artifact, config });
    const progress = await followRelease({ target: up.target, release, onProgress: () => {} });
    expect(progress).toMatchObject({ status: "FAILED", error: "ArtifactMissing" });
    expect(progress.stages[1]?.status).toBe("FAILED");
    expect(await imageCount()).toBe(before);
  });

  it("whose digest differs fails Bakery, and no image is registered", async () => {
    const before = await imageCount();
    const config = await uploadConfiguration();
    const { artifactsBucket: bucket } = deployedNames(up.target);
    const artifact = { bucket, key: "releases/hello-web/other.tar.gz", sha256: "b".repeat(64) };
    const s3 = new S3Client(up.target.clientConfig);
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: artifact.key, Body: "something else" }));
    const release = await publishMessage(up.target, { ...message(), artifact, config });
    const progress = await followRelease({ target: up.target, release, onProgress: () => {} });
    expect(progress).toMatchObject({ status: "FAILED", error: "ArtifactDigestMismatch" });
    expect(await imageCount()).toBe(before);
    await expectStillServing();
  });
});

async function uploadConfiguration(): Promise<ReleaseMessage["config"]> {
  const text = await readFile(path.join(projectRoot, "examples/hello-web/repave.yaml"), "utf8");
  const { artifactsBucket: bucket } = deployedNames(up.target);
  const key = `releases/hello-web/${sha256Hex(text)}.yaml`;
  await new S3Client(up.target.clientConfig).send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: text }),
  );
  return { bucket, key, sha256: sha256Hex(text) };
}

describe("an application", () => {
  const failing: readonly (readonly [
    what: string,
    variant: Variant,
    stage: number,
    error: string,
    cause: RegExp,
  ])[] = [
    [
      "that exits at once",
      { files: { "server.js": 'console.error("no database, no service"); process.exit(3);' } },
      2,
      "InstancesUnhealthy",
      /no database, no service/,
    ],
    [
      "whose smoke test fails",
      { configuration: { smokeTest: [{ path: "/nowhere", status: 200 }], environments: {} } },
      4,
      "SmokeTestFailed",
      /\/nowhere/,
    ],
  ];

  it.each(failing)(
    "%s fails, and the live colour goes on serving",
    async (_, variant, stage, error, cause) => {
      const { progress } = await up.release(exampleVariant(variant), `3.0.${stage}`);
      expect(progress).toMatchObject({ status: "FAILED", error });
      expect(progress.stages[stage]?.status).toBe("FAILED");
      expect(progress.cause).toMatch(cause);
      await expectStillServing();
      await expectOneColour();
    },
  );

  it("that fails a control at the gate fails Validation, with its findings in the ledger", async () => {
    const folder = exampleVariant({});
    const server = await readFile(path.join(folder, "server.js"), "utf8");
    const extra = "createServer(() => {}).listen(8099, HOST);\n";
    await writeFile(path.join(folder, "server.js"), `${server}\n${extra}`);
    const { release, progress } = await up.release(folder, "3.1.0");
    expect(progress).toMatchObject({ status: "FAILED", error: "ControlsFailed" });
    const records = (await readLedger(up.target)).filter((record) => record.release === release);
    expect(records.map(({ type }) => type)).toEqual(
      expect.arrayContaining(["FINDINGS_REPORTED", "RELEASE_FAILED"]),
    );
    await expectStillServing();
    await expectOneColour();
  });

  it("leaves a ledger whose chains hold, whatever failed", async () => {
    const verdicts = verifyStreams(await readLedger(up.target));
    expect(verdicts.every(({ verdict }) => verdict.intact)).toBe(true);
    expect((await up.repave("audit")).code).toBe(0);
  });
});

/** The failed half of the stack is gone: only the instances of the live one are left, besides the tooling instance. */
async function expectOneColour(): Promise<void> {
  const running = async () => {
    const { Reservations = [] } = await new EC2Client(up.target.clientConfig).send(
      new DescribeInstancesCommand({
        Filters: [
          { Name: "tag:repave:application", Values: ["hello-web"] },
          { Name: "instance-state-name", Values: ["pending", "running"] },
        ],
      }),
    );
    return Reservations.flatMap(({ Instances = [] }) => Instances).length;
  };
  await eventually("the failed colour to go", async () => ((await running()) === 1 ? true : undefined));
}
