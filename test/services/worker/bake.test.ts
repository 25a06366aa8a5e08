import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DescribeImageAttributeCommand, DescribeImagesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { CreateKeyCommand, KMSClient, ListGrantsCommand } from "@aws-sdk/client-kms";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sha256Hex } from "../../../core/json/digest.ts";
import { createEc2 } from "../../../runtime/services/ec2/service.ts";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { createS3 } from "../../../runtime/services/s3/service.ts";
import { createSsm } from "../../../runtime/services/ssm/service.ts";
import { createSts } from "../../../runtime/services/sts/service.ts";
import { shareConfig } from "../../../worker/aws-config.ts";
import { publish } from "../../../worker/base-image/publish.ts";
import { type FileTree, fileEntry } from "../../../worker/image/file-tree.ts";
import type { ImageManifest } from "../../../worker/image/manifest.ts";
import { packTree } from "../../../worker/image/pack-tree.ts";
import { readImage } from "../../../worker/image/read-image.ts";
import { bake } from "../../../worker/platform/bake/bake.ts";
import type { StageWork } from "../../../worker/platform.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

let aws: TestRuntime;
let clients: { ec2: EC2Client; s3: S3Client; kms: KMSClient };
let keyId: string;
let baseImage: string;
let folder: string;

const artifact = packTree(
  new Map([
    ["server.js", fileEntry("console.log('hello')")],
    ["package.json", fileEntry('{"name":"web"}')],
  ]),
);

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createEc2, createKms, createS3, createSsm, createSts] });
  const { accessKeyId, secretAccessKey } = aws.clientConfig.credentials;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: aws.clientConfig.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });
  clients = {
    ec2: new EC2Client(aws.clientConfig),
    s3: new S3Client(aws.clientConfig),
    kms: new KMSClient(aws.clientConfig),
  };
  folder = mkdtempSync(join(tmpdir(), "repave-base-"));
  write("opt/repave/boot.mjs", "boot");
  write("etc/motd", "of the base image");
  const { KeyMetadata } = await clients.kms.send(new CreateKeyCommand({}));
  keyId = KeyMetadata?.Arn ?? "";
  for (const Bucket of ["artifacts", "images"]) await clients.s3.send(new CreateBucketCommand({ Bucket }));
  await clients.s3.send(new PutObjectCommand({ Bucket: "artifacts", Key: "web.tar.gz", Body: artifact }));
  baseImage = await publishBase();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await aws.stop();
});

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

const publishBase = () => publish({ root: folder, name: "repave-soe", parameter: "/repave/base-images/soe" });

type BakeRequest = StageWork<"bake">["request"];

const requestOf = (payload: Partial<BakeRequest["payload"]> = {}): BakeRequest => ({
  ...{
    run: "web-dev-1/bake",
    attempt: 1,
    stage: "bake",
    taskToken: "t",
    releaseId: "web-dev-1",
    heartbeatSeconds: 15,
  },
  ...{ application: "web", environment: "dev", region: "us-east-1", account: "000000000000" },
  ...{ logGroup: "/repave/worker", result: { bucket: "logs", key: "r.json" }, kmsKeyId: keyId },
  payload: {
    recipe: {} as never,
    recipeDigest: "r".repeat(64),
    imageName: "repave-web-r",
    baseImage,
    artifact: { bucket: "artifacts", key: "web.tar.gz", sha256: sha256Hex(artifact) },
    files: [{ path: "etc/motd", content: "of the application" }],
    run: { command: ["node", "server.js"], port: 8080 },
    images: { bucket: "images", prefix: "web/r" },
    shareWithAccount: "000000000000",
    tags: { "repave:application": "web", "repave:release": "web-dev-1" },
    ...payload,
  },
});

const bakeOf = (payload?: Partial<BakeRequest["payload"]>) =>
  bake({
    request: requestOf(payload),
    progress: { say: () => undefined, signal: new AbortController().signal },
    requireNew: async () => undefined,
    aws: shareConfig(new SSMClient(aws.clientConfig)),
  });

const readObject = async (Bucket: string, Key: string) => {
  const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};

describe("a base image", () => {
  it("is registered, named by its content and found by its parameter", async () => {
    const ssm = new SSMClient(aws.clientConfig);
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: "/repave/base-images/soe" }));
    expect(Parameter?.Value).toBe(baseImage);
    expect([...(await readImage(clients, baseImage)).keys()]).toEqual(["etc/motd", "opt/repave/boot.mjs"]);
  });

  it("is the same when it is published again unchanged, and another when a file changed", async () => {
    expect(await publishBase()).toBe(baseImage);
    write("etc/added", "new");
    expect(await publishBase()).not.toBe(baseImage);
  });
});

describe("bake", () => {
  it("registers an encrypted image of base image, application and files, shared with one account", async () => {
    const result = await bakeOf();
    expect(result).toMatchObject({ imageName: "repave-web-r", reused: false, recipeDigest: "r".repeat(64) });
    const tree: FileTree = await readImage(clients, result.imageId);
    expect(textOf(tree, "srv/app/server.js")).toBe("console.log('hello')");
    expect(textOf(tree, "etc/motd")).toBe("of the application");
    expect(JSON.parse(textOf(tree, "opt/repave/image.json"))).toMatchObject({
      release: "web-dev-1",
      baseImage,
      run: { command: ["node", "server.js"], port: 8080 },
    });
    const manifest = JSON.parse(
      (await readObject("images", "web/r/manifest.json")).toString(),
    ) as ImageManifest;
    expect(manifest).toMatchObject({ contentSha256: result.digest, baseImage, releaseId: "web-dev-1" });
    const stored = await readObject("images", manifest.archive.key);
    expect(sha256Hex(stored)).toBe(manifest.archive.sha256);
    expect(stored.includes("hello")).toBe(false);
    await expectShared(result.imageId);
  });

  it("takes the image that an earlier run of the command left", async () => {
    const again = await bakeOf();
    expect(again.reused).toBe(true);
    const { Images } = await clients.ec2.send(
      new DescribeImagesCommand({ Filters: [{ Name: "name", Values: ["repave-web-r"] }] }),
    );
    expect(Images?.map(({ ImageId }) => ImageId)).toEqual([again.imageId]);
  });

  it("registers nothing when the artifact is missing or another one", async () => {
    const absent = { bucket: "artifacts", key: "absent.tar.gz", sha256: "0".repeat(64) };
    const other = { bucket: "artifacts", key: "web.tar.gz", sha256: "0".repeat(64) };
    const imageName = "repave-web-none";
    await expect(bakeOf({ imageName, artifact: absent })).rejects.toMatchObject({ name: "ArtifactMissing" });
    await expect(bakeOf({ imageName, artifact: other })).rejects.toMatchObject({
      name: "ArtifactDigestMismatch",
    });
    await expect(bakeOf({ imageName, baseImage: "ami-0000000000000dead" })).rejects.toMatchObject({
      name: "BakeFailed",
    });
    const { Images } = await clients.ec2.send(
      new DescribeImagesCommand({ Filters: [{ Name: "name", Values: [imageName] }] }),
    );
    expect(Images).toEqual([]);
  });
});

function textOf(tree: FileTree, path: string): string {
  const entry = tree.get(path);
  return entry?.kind === "file" ? entry.content.toString() : "";
}

async function expectShared(imageId: string): Promise<void> {
  const { LaunchPermissions } = await clients.ec2.send(
    new DescribeImageAttributeCommand({ ImageId: imageId, Attribute: "launchPermission" }),
  );
  expect(LaunchPermissions).toEqual([{ UserId: "000000000000" }]);
  const { Grants } = await clients.kms.send(new ListGrantsCommand({ KeyId: keyId }));
  expect(Grants?.[0]).toMatchObject({
    GranteePrincipal: "arn:aws:iam::000000000000:root",
    Constraints: { EncryptionContextEquals: { "repave:image": "repave-web-r" } },
  });
}
