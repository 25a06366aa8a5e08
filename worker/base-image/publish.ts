import { EC2Client } from "@aws-sdk/client-ec2";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, ParameterNotFound, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { sha256Hex } from "../../core/json/digest.ts";
import { type AwsConfig, shareConfig } from "../aws-config.ts";
import { findImage } from "../image/find-image.ts";
import { packTree } from "../image/pack-tree.ts";
import type { ImageClients } from "../image/read-image.ts";
import { drawImageKey, registerImage, storeImage } from "../image/store-image.ts";
import { ensureBucket, ensureKey } from "./place.ts";
import { readFolder } from "./read-folder.ts";

export interface BaseImageToPublish {
  /** The folder that becomes the root of the image. */
  readonly root: string;
  /** The image's name gets the digest of its content behind this. */
  readonly name: string;
  /** The SSM parameter that names the current base image. */
  readonly parameter: string;
}

/**
 * Makes a folder the base image of all later bakes: packs, encrypts, registers it and writes its id into the parameter.
 * It has a bucket and a key of its own, because it must be there before the stack is. Repeated with the same content
 * it changes nothing. Gives the image's id.
 */
export async function publish({ root, name, parameter }: BaseImageToPublish): Promise<string> {
  const ssm = new SSMClient({});
  const aws = shareConfig(ssm);
  const clients = { ec2: new EC2Client(aws), s3: new S3Client(aws), kms: new KMSClient(aws) };
  const archive = packTree(await readFolder(root));
  const contentSha256 = sha256Hex(archive);
  const imageName = `${name}-${contentSha256.slice(0, 16)}`;
  const existing = await findImage(clients.ec2, imageName);
  const imageId = existing?.ImageId ?? (await register({ aws, clients, imageName, archive, contentSha256 }));
  await putIfChanged(ssm, parameter, imageId);
  return imageId;
}

interface NewBaseImage {
  readonly aws: AwsConfig;
  readonly clients: ImageClients;
  readonly imageName: string;
  readonly archive: Buffer;
  readonly contentSha256: string;
}

async function register({ aws, clients, imageName, archive, contentSha256 }: NewBaseImage): Promise<string> {
  const region = await new S3Client(aws).config.region();
  const { Account } = await new STSClient(aws).send(new GetCallerIdentityCommand({}));
  const bucket = `repave-base-images-${Account}-${region}`;
  const keyId = await ensureKey(clients.kms);
  await ensureBucket(clients.s3, { bucket, keyId, region });
  const manifest = await storeImage(clients.s3, {
    name: imageName,
    archive,
    contentSha256,
    key: await drawImageKey(clients.kms, keyId, imageName),
    place: { bucket, prefix: imageName },
    createdAt: new Date(),
    ancestry: {},
  });
  const description = "The base image of every bake on the embedded platform";
  return registerImage(clients, {
    name: imageName,
    description,
    manifest,
    tags: { "repave:role": "base-image" },
  });
}

async function putIfChanged(ssm: SSMClient, Name: string, Value: string): Promise<void> {
  if ((await currentValue(ssm, Name)) === Value) return;
  await ssm.send(new PutParameterCommand({ Name, Value, Type: "String", Overwrite: true }));
}

async function currentValue(ssm: SSMClient, Name: string): Promise<string | undefined> {
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
    return Parameter?.Value;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
}
