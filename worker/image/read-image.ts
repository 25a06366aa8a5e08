import { DescribeImagesCommand, type EC2Client, type Image } from "@aws-sdk/client-ec2";
import { DecryptCommand, type KMSClient } from "@aws-sdk/client-kms";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { sha256Hex } from "../../core/json/digest.ts";
import type { StoredObject } from "../../core/stage-results.ts";
import type { FileTree } from "./file-tree.ts";
import { type ImageManifest, parseManifest } from "./manifest.ts";
import { unseal } from "./seal.ts";
import { unpackTree } from "./unpack-tree.ts";

export interface ImageClients {
  readonly ec2: EC2Client;
  readonly s3: S3Client;
  readonly kms: KMSClient;
}

/** Reads the whole root of a registered image: manifest, archive, data key; every digest is checked on the way. */
export async function readImage(clients: ImageClients, imageId: string): Promise<FileTree> {
  const manifest = await readManifest(clients, imageId);
  const [sealed, dataKey] = await Promise.all([
    readObject(clients.s3, manifest.archive),
    decryptDataKey(clients.kms, manifest),
  ]);
  expectDigest(`the archive of ${imageId}`, sealed, manifest.archive.sha256);
  const archive = unseal(sealed, dataKey);
  expectDigest(`the content of ${imageId}`, archive, manifest.contentSha256);
  return unpackTree(archive);
}

/** The manifest that an image was registered with. */
export async function readManifest(
  { ec2, s3 }: Pick<ImageClients, "ec2" | "s3">,
  imageId: string,
): Promise<ImageManifest> {
  const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }));
  const place = placeOf(imageId, Images?.[0]);
  return parseManifest((await readObject(s3, place)).toString("utf8"));
}

function placeOf(imageId: string, image: Image | undefined): StoredObject {
  const [bucket, ...key] = image?.ImageLocation?.split("/") ?? [];
  if (bucket === undefined || key.length === 0)
    throw new Error(
      `expected image ${imageId} to lie in a bucket; its location is ${image?.ImageLocation ?? "unknown"}`,
    );
  return { bucket, key: key.join("/") };
}

async function readObject(s3: S3Client, { bucket, key }: StoredObject): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (Body === undefined) throw new Error(`s3://${bucket}/${key} came without a body`);
  return Buffer.from(await Body.transformToByteArray());
}

async function decryptDataKey(kms: KMSClient, { encryption }: ImageManifest): Promise<Uint8Array> {
  const { Plaintext } = await kms.send(
    new DecryptCommand({
      KeyId: encryption.keyId,
      CiphertextBlob: Buffer.from(encryption.encryptedDataKey, "base64"),
      EncryptionContext: { ...encryption.encryptionContext },
    }),
  );
  if (Plaintext === undefined) throw new Error(`key ${encryption.keyId} gave no data key`);
  return Plaintext;
}

function expectDigest(what: string, content: Uint8Array, expected: string): void {
  const came = sha256Hex(content);
  if (came !== expected) throw new Error(`expected ${what} to have the SHA-256 ${expected}; it has ${came}`);
}
