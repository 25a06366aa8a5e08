import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourceCommand,
  ListStackResourcesCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { workerStages } from "../../core/worker-request.ts";
import { projectRoot } from "../project-root.ts";
import { deployedNames } from "../target/names.ts";
import type { Target } from "../target/target.ts";
import { type DeploymentPackage, type PackagedFile, readProject } from "./package.ts";
import { readStack, STACK, settleStack, waitForStack } from "./stack.ts";

const BUCKET_TEMPLATE = "dist/package/cloudformation-template-create-stack.json";
const DIGEST_KEY = "repave/deployed-package.sha256";
const WORKERS = workerStages.map((stage) => ({
  key: `worker/${stage}.mjs`,
  file: `dist/worker/${stage}.mjs`,
}));
const Capabilities = [
  "CAPABILITY_IAM" as const,
  "CAPABILITY_NAMED_IAM" as const,
  "CAPABILITY_AUTO_EXPAND" as const,
];

/** What a deployment did. */
export interface Deployment {
  readonly changed: boolean;
  readonly resources: number;
}

/**
 * Deploys as `osls deploy` does: a stack with the deployment bucket first, the bundles and the template into it, then
 * the whole template; at last the workers' bundles. Does nothing when this package is the one that is deployed.
 */
export async function deploy(options: {
  readonly target: Target;
  readonly bundle: DeploymentPackage;
  readonly onEvent: (text: string) => void;
}): Promise<Deployment> {
  const { target, bundle, onEvent } = options;
  const cloudFormation = new CloudFormationClient(target.clientConfig);
  const s3 = new S3Client(target.clientConfig);
  const bucket = await ensureDeploymentBucket(cloudFormation, target);
  if ((await deployedDigest(s3, bucket)) === bundle.digest) {
    return { changed: false, resources: await countResources(cloudFormation) };
  }
  await Promise.all([...bundle.files, bundle.template].map((file) => upload(s3, bucket, file)));
  await updateStack({
    cloudFormation,
    target,
    templateUrl: templateUrl(target, bucket, bundle.template.key),
    onEvent,
  });
  await Promise.all(WORKERS.map((worker) => upload(s3, deployedNames(target).artifactsBucket, worker)));
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: DIGEST_KEY, Body: bundle.digest }));
  return { changed: true, resources: await countResources(cloudFormation) };
}

/** A stack that an earlier deployment rolled back is as good as any; one that was never created whole is not. */
async function ensureDeploymentBucket(cloudFormation: CloudFormationClient, target: Target): Promise<string> {
  if ((await readStack(cloudFormation)) === undefined) {
    const TemplateBody = await readProject(BUCKET_TEMPLATE);
    await cloudFormation.send(new CreateStackCommand({ StackName: STACK, TemplateBody, Capabilities }));
    await waitForStack({ cloudFormation, pollMs: target.pollMs, onEvent: () => {} });
  }
  await settleStack({ cloudFormation, pollMs: target.pollMs, onEvent: () => {} });
  const { StackResourceDetail } = await cloudFormation.send(
    new DescribeStackResourceCommand({ StackName: STACK, LogicalResourceId: "ServerlessDeploymentBucket" }),
  );
  return StackResourceDetail?.PhysicalResourceId ?? "";
}

async function deployedDigest(s3: S3Client, Bucket: string): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: DIGEST_KEY }));
    return await Body?.transformToString();
  } catch (error) {
    if (error instanceof Error && error.name === "NoSuchKey") return undefined;
    throw error;
  }
}

async function upload(s3: S3Client, Bucket: string, { key, file }: PackagedFile): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: await readFile(join(projectRoot, file)) }));
}

function templateUrl(target: Target, bucket: string, key: string): string {
  return `https://${bucket}.s3.${target.region}.amazonaws.com/${key}`;
}

async function updateStack(options: {
  readonly cloudFormation: CloudFormationClient;
  readonly target: Target;
  readonly templateUrl: string;
  readonly onEvent: (text: string) => void;
}): Promise<void> {
  const { cloudFormation, target, onEvent } = options;
  try {
    await cloudFormation.send(
      new UpdateStackCommand({ StackName: STACK, TemplateURL: options.templateUrl, Capabilities }),
    );
  } catch (error) {
    if (error instanceof Error && error.message.includes("No updates are to be performed")) return;
    throw error;
  }
  await waitForStack({ cloudFormation, pollMs: target.pollMs, onEvent });
}

async function countResources(cloudFormation: CloudFormationClient): Promise<number> {
  let count = 0;
  let NextToken: string | undefined;
  do {
    const page = await cloudFormation.send(new ListStackResourcesCommand({ StackName: STACK, NextToken }));
    count += page.StackResourceSummaries?.length ?? 0;
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return count;
}
