import { mkdtempSync, rmSync } from "node:fs";
import { cp } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { CreateKeyCommand, EnableKeyRotationCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { build } from "esbuild";
import { sha256Hex } from "../../core/json/digest.ts";
import type { BakeryResult } from "../../core/stage-results.ts";
import type {
  BakePayload,
  ProvisionPayload,
  WorkerPayloads,
  WorkerStage,
} from "../../core/worker-request.ts";
import { createAutoScaling } from "../../runtime/services/autoscaling/service.ts";
import { createEc2 } from "../../runtime/services/ec2/service.ts";
import { createElasticLoadBalancing } from "../../runtime/services/elasticloadbalancing/service.ts";
import { createIam } from "../../runtime/services/iam/service.ts";
import { createKms } from "../../runtime/services/kms/service.ts";
import { createLogs } from "../../runtime/services/logs/service.ts";
import { createS3 } from "../../runtime/services/s3/service.ts";
import { createSsm } from "../../runtime/services/ssm/service.ts";
import { createSts } from "../../runtime/services/sts/service.ts";
import { shareConfig } from "../../worker/aws-config.ts";
import { publish } from "../../worker/base-image/publish.ts";
import { fileEntry } from "../../worker/image/file-tree.ts";
import { packTree } from "../../worker/image/pack-tree.ts";
import { bake } from "../../worker/platform/bake/bake.ts";
import type { StageWork } from "../../worker/platform.ts";
import { startTestRuntime, type TestRuntime } from "./runtime.ts";

const account = "000000000000";
const region = "us-east-1";

/** An embedded AWS with a base image, a key and buckets: what a worker finds when a release comes. */
export interface Tooling {
  readonly aws: TestRuntime;
  readonly keyId: string;
  readonly listenerPort: number;
  readonly lines: readonly string[];
  /** Bakes an application of these files, started by `node server.js`. */
  bakeApplication(release: TestRelease): Promise<BakeryResult>;
  /** What provisions a baked image. */
  provisionWork(release: TestRelease, image: BakeryResult): Promise<StageWork<"provision">>;
  work<Stage extends WorkerStage>(
    release: TestRelease,
    stage: Stage,
    payload: WorkerPayloads[Stage],
  ): StageWork<Stage>;
  stop(): Promise<void>;
}

export interface TestRelease {
  readonly version: string;
  readonly files: Readonly<Record<string, string>>;
  readonly modes?: Readonly<Record<string, number>>;
  /** 8080 unless told. */
  readonly port?: number;
}

/** Starts the embedded AWS with every service that the worker's platform calls, and bakes nothing yet. */
export async function startTooling(): Promise<Tooling> {
  const aws = await startTestRuntime({
    services: [
      ...[createAutoScaling, createEc2, createElasticLoadBalancing, createIam, createKms],
      ...[createLogs, createS3, createSsm, createSts],
    ],
  });
  useCredentials(aws);
  const keyId = await createKey(aws);
  for (const name of ["artifacts", "images", "reports"]) await createBucket(aws, name, keyId);
  const baseImage = await publishBaseImage();
  const listenerPort = await freePort();
  return createTooling({ aws, keyId, baseImage, listenerPort });
}

function createTooling(parts: {
  readonly aws: TestRuntime;
  readonly keyId: string;
  readonly baseImage: string;
  readonly listenerPort: number;
}): Tooling {
  const { aws, keyId, baseImage, listenerPort } = parts;
  const lines: string[] = [];
  const work: Tooling["work"] = <Stage extends WorkerStage>(
    { version }: TestRelease,
    stage: Stage,
    payload: WorkerPayloads[Stage],
  ) => ({
    request: {
      ...{ run: `web-dev-${version}/${stage}`, attempt: 1, stage, taskToken: "t", heartbeatSeconds: 15 },
      ...{ releaseId: `web-dev-${version}`, application: "web", environment: "dev", region, account },
      ...{
        logGroup: "/repave/worker",
        result: { bucket: "reports", key: `${version}/${stage}/result.json` },
      },
      kmsKeyId: keyId,
      payload,
    } as unknown as StageWork<Stage>["request"],
    progress: { say: (line) => void lines.push(line), signal: new AbortController().signal },
    aws: shareConfig(new SSMClient(aws.clientConfig)),
    requireNew: async () => undefined,
  });
  return {
    ...{ aws, keyId, listenerPort, lines, work },
    bakeApplication: async (release) => {
      const payload = await bakePayload(aws, release, baseImage);
      return bake(work(release, "bake", payload));
    },
    provisionWork: async (release, image) => {
      const payload = await provisionPayload({ aws, release, image, keyId, listenerPort });
      return work(release, "provision", payload);
    },
    stop: () => aws.stop(),
  };
}

/** The worker's own clients look for these, as on an instance. */
function useCredentials({ endpoint, clientConfig }: TestRuntime): void {
  process.env.AWS_ENDPOINT_URL = endpoint;
  process.env.AWS_REGION = clientConfig.region;
  process.env.AWS_ACCESS_KEY_ID = clientConfig.credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = clientConfig.credentials.secretAccessKey;
}

async function createKey({ clientConfig }: TestRuntime): Promise<string> {
  const kms = new KMSClient(clientConfig);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  await kms.send(new EnableKeyRotationCommand({ KeyId: KeyMetadata?.KeyId }));
  return KeyMetadata?.Arn ?? "";
}

async function createBucket({ clientConfig }: TestRuntime, Bucket: string, keyId: string): Promise<void> {
  const s3 = new S3Client(clientConfig);
  await s3.send(new CreateBucketCommand({ Bucket }));
  const rule = { SSEAlgorithm: "aws:kms", KMSMasterKeyID: keyId } as const;
  const Rules = [{ ApplyServerSideEncryptionByDefault: rule }];
  await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
  const closed = {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  };
  await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: closed }));
}

/** The base image as `repave up` makes it: its files, boot and inspection program bundled. */
async function publishBaseImage(): Promise<string> {
  const project = new URL("../..", import.meta.url).pathname;
  const root = mkdtempSync(join(tmpdir(), "repave-base-"));
  await cp(join(project, "infra/base-image/root"), root, { recursive: true });
  for (const program of ["boot", "inspect"])
    await build({
      entryPoints: [join(project, `worker/${program}/main.ts`)],
      outfile: join(root, `opt/repave/${program}.mjs`),
      ...{ bundle: true, platform: "node", format: "esm", target: "node24", minify: true, logLevel: "error" },
      banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
    });
  const imageId = await publish({ root, name: "repave-soe", parameter: "/repave/base-images/soe" });
  rmSync(root, { recursive: true });
  return imageId;
}

async function bakePayload(
  { clientConfig }: TestRuntime,
  { version, files, modes = {} }: TestRelease,
  baseImage: string,
): Promise<BakePayload> {
  const entries = Object.entries(files).map(([path, text]) => [path, fileEntry(text, modes[path])] as const);
  const archive = packTree(new Map(entries));
  const artifact = { bucket: "artifacts", key: `${version}.tar.gz` };
  const s3 = new S3Client(clientConfig);
  await s3.send(new PutObjectCommand({ Bucket: artifact.bucket, Key: artifact.key, Body: archive }));
  const recipeDigest = sha256Hex(`${version}`);
  return {
    recipe: {} as never,
    recipeDigest,
    imageName: `repave-web-${recipeDigest.slice(0, 16)}`,
    baseImage,
    artifact: { ...artifact, sha256: sha256Hex(archive) },
    files: [],
    run: { command: ["node", "server.js"], port: 8080 },
    images: { bucket: "images", prefix: recipeDigest },
    shareWithAccount: account,
    tags: { "repave:application": "web" },
  };
}

interface ReleaseToProvision {
  readonly aws: TestRuntime;
  readonly release: TestRelease;
  readonly image: BakeryResult;
  readonly keyId: string;
  readonly listenerPort: number;
}

async function provisionPayload(parts: ReleaseToProvision): Promise<ProvisionPayload> {
  const { aws, release, image, keyId, listenerPort } = parts;
  const group = "/repave/apps/web/dev";
  return {
    imageId: image.imageId,
    recipeDigest: image.recipeDigest,
    configParameter: await putConfiguration({ aws, release, keyId, group }),
    network: await defaultNetwork(aws),
    listenerPort,
    health: {
      path: "/health",
      intervalSeconds: 1,
      timeoutSeconds: 1,
      healthyThreshold: 2,
      unhealthyThreshold: 2,
    },
    capacity: { instanceType: "t3.micro", minimum: 1, desired: 2, maximum: 2 },
    permissions: [],
    logs: { group, retentionDays: 30 },
    run: { port: release.port ?? 8080 },
    tags: { "repave:team": "web" },
  };
}

interface ConfigurationToPut extends Pick<ReleaseToProvision, "aws" | "release" | "keyId"> {
  readonly group: string;
}

async function putConfiguration({ aws, release, keyId, group }: ConfigurationToPut) {
  const name = `/repave/releases/web-dev-${release.version}/config`;
  const run = {
    command: ["node", "server.js"],
    port: release.port ?? 8080,
    environment: { GREETING: "hello" },
    secrets: {},
  };
  const logs = { group, retentionDays: 30 };
  const content = {
    application: "web",
    environment: "dev",
    release: `web-dev-${release.version}`,
    version: String(release.version),
    run,
    logs,
  };
  const { Version = 1 } = await new SSMClient(aws.clientConfig).send(
    new PutParameterCommand({
      ...{ Name: name, Value: JSON.stringify(content), Type: "SecureString", KeyId: keyId, Overwrite: true },
    }),
  );
  return { name, version: Version };
}

async function defaultNetwork({ clientConfig }: TestRuntime): Promise<ProvisionPayload["network"]> {
  const ec2 = new EC2Client(clientConfig);
  const [{ Subnets }, { SecurityGroups }] = await Promise.all([
    ec2.send(new DescribeSubnetsCommand({})),
    ec2.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name: "group-name", Values: ["default"] }] })),
  ]);
  return {
    vpcId: Subnets?.[0]?.VpcId ?? "",
    subnetIds: (Subnets ?? []).map(({ SubnetId }) => SubnetId ?? ""),
    securityGroupIds: [SecurityGroups?.[0]?.GroupId ?? ""],
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
