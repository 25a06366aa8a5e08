import { createHash } from "node:crypto";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { releaseId } from "../../core/release/release.ts";
import { parseReleaseMessage, type ReleaseMessage } from "../../core/release/release-message.ts";
import { problemsText } from "../../core/schema/problem.ts";
import { CliError } from "../cli-error.ts";
import { deployedNames } from "../target/names.ts";
import type { Target } from "../target/target.ts";
import type { Artifact } from "./pack.ts";
import type { ApplicationFolder } from "./read-application.ts";

/** What is to be released, packed and checked. */
export interface ReleaseRequest {
  readonly application: ApplicationFolder;
  readonly artifact: Artifact;
  readonly environment: string;
  readonly version: string;
  readonly requestedBy: string;
  readonly reason?: string;
  readonly commit?: string;
}

/** Uploads artifact and configuration, publishes the message, and returns the id that the release will have. */
export async function publishRelease(target: Target, request: ReleaseRequest): Promise<string> {
  const message = releaseMessage(target, request);
  const s3 = new S3Client(target.clientConfig);
  const { artifact, config } = message;
  await Promise.all([
    s3.send(
      new PutObjectCommand({ Bucket: artifact.bucket, Key: artifact.key, Body: request.artifact.archive }),
    ),
    s3.send(new PutObjectCommand({ Bucket: config.bucket, Key: config.key, Body: request.application.text })),
  ]);
  return publishMessage(target, message);
}

/** Publishes a release message as CI does, and returns the id that the release will have. */
export async function publishMessage(target: Target, message: ReleaseMessage): Promise<string> {
  const { MessageId = "" } = await new SNSClient(target.clientConfig).send(
    new PublishCommand({
      TopicArn: deployedNames(target).releasesTopicArn,
      Message: JSON.stringify(message),
    }),
  );
  return releaseId(message, MessageId);
}

/** The message for what was asked; refuses names and versions that the trigger would refuse. */
function releaseMessage(target: Target, request: ReleaseRequest): ReleaseMessage {
  const { application, artifact, environment, version, requestedBy, reason, commit } = request;
  const bucket = deployedNames(target).artifactsBucket;
  const name = application.configuration.application;
  const configDigest = createHash("sha256").update(application.text).digest("hex");
  const parsed = parseReleaseMessage(
    JSON.stringify({
      schema: "repave.release/v1",
      application: name,
      environment,
      version,
      artifact: { bucket, key: `releases/${name}/${artifact.sha256}.tar.gz`, sha256: artifact.sha256 },
      config: { bucket, key: `releases/${name}/${configDigest}.yaml`, sha256: configDigest },
      requestedBy,
      reason,
      commit,
    }),
  );
  if (parsed.valid) return parsed.value;
  throw new CliError(
    `this release cannot be published:\n${problemsText(parsed.problems).replaceAll(/^/gm, "  ")}`,
  );
}
