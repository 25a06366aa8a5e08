import { RegisterImageCommand, type Tag } from "@aws-sdk/client-ec2";
import { GenerateDataKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { sha256Hex } from "../../core/json/digest.ts";
import type { StoredObject } from "../../core/stage-results.ts";
import { type ImageManifest, imageEncryptionContext } from "./manifest.ts";
import type { ImageClients } from "./read-image.ts";
import { seal, sealAlgorithm } from "./seal.ts";

/** A fresh data key for one image, in clear and encrypted under the key that stays in KMS. */
export interface ImageKey {
  readonly keyId: string;
  readonly clear: Uint8Array;
  readonly encrypted: Uint8Array;
}

/** Draws the data key of the image with this name. */
export async function drawImageKey(kms: KMSClient, keyId: string, imageName: string): Promise<ImageKey> {
  const { Plaintext, CiphertextBlob } = await kms.send(
    new GenerateDataKeyCommand({
      KeyId: keyId,
      KeySpec: "AES_256",
      EncryptionContext: imageEncryptionContext(imageName),
    }),
  );
  if (Plaintext === undefined || CiphertextBlob === undefined)
    throw new Error(`key ${keyId} gave no data key`);
  return { keyId, clear: Plaintext, encrypted: CiphertextBlob };
}

export interface ImageToStore {
  readonly name: string;
  /** The tar.gz of the root, in clear. */
  readonly archive: Buffer;
  readonly contentSha256: string;
  readonly key: ImageKey;
  readonly place: { readonly bucket: string; readonly prefix: string };
  readonly createdAt: Date;
  readonly ancestry: Pick<ImageManifest, "baseImage" | "recipeDigest" | "releaseId" | "checksumsSha256">;
}

/** Encrypts an image and puts it into its bucket: the archive under a name of its own first, then the manifest. */
export async function storeImage(s3: S3Client, image: ImageToStore): Promise<StoredObject> {
  const sealed = seal(image.archive, image.key.clear);
  const sha256 = sha256Hex(sealed);
  const { bucket } = image.place;
  const archive = { bucket, key: joinKey(image.place.prefix, `${sha256}.tar.gz.enc`) };
  const manifest = { bucket, key: manifestKey(image.place.prefix) };
  await putObject(s3, { place: archive, body: sealed, contentType: "application/octet-stream" });
  const content = manifestOf(image, { ...archive, sha256, sizeBytes: sealed.length });
  await putObject(s3, {
    place: manifest,
    body: `${JSON.stringify(content, null, 2)}\n`,
    contentType: "application/json",
  });
  return manifest;
}

/** The key of an image's manifest below its prefix. */
export function manifestKey(prefix: string): string {
  return joinKey(prefix, "manifest.json");
}

/** A key below a prefix, which may or may not end in a slash. */
export function joinKey(prefix: string, name: string): string {
  return prefix === "" ? name : `${prefix.replace(/\/+$/, "")}/${name}`;
}

function manifestOf(image: ImageToStore, archive: ImageManifest["archive"]): ImageManifest {
  return {
    schemaVersion: 1,
    name: image.name,
    archive,
    encryption: {
      algorithm: sealAlgorithm,
      keyId: image.key.keyId,
      encryptedDataKey: Buffer.from(image.key.encrypted).toString("base64"),
      encryptionContext: imageEncryptionContext(image.name),
    },
    contentSha256: image.contentSha256,
    boot: { command: ["node", "opt/repave/boot.mjs"] },
    createdAt: image.createdAt.toISOString(),
    ...image.ancestry,
  };
}

interface ObjectToPut {
  readonly place: StoredObject;
  readonly body: Buffer | string;
  readonly contentType: string;
}

/** Writes one object; the bucket's default encryption applies. */
export async function putObject(s3: S3Client, { place, body, contentType }: ObjectToPut): Promise<void> {
  await s3.send(
    new PutObjectCommand({ Bucket: place.bucket, Key: place.key, Body: body, ContentType: contentType }),
  );
}

export interface ImageToRegister {
  readonly name: string;
  readonly description: string;
  readonly manifest: StoredObject;
  readonly tags: Readonly<Record<string, string>>;
}

/** Registers a stored image. Gives its id; rejects with `InvalidAMIName.Duplicate` when the name is taken. */
export async function registerImage(
  { ec2 }: Pick<ImageClients, "ec2">,
  image: ImageToRegister,
): Promise<string> {
  const { ImageId } = await ec2.send(
    new RegisterImageCommand({
      Name: image.name,
      Description: image.description,
      Architecture: "x86_64",
      ImageLocation: `${image.manifest.bucket}/${image.manifest.key}`,
      TagSpecifications: [{ ResourceType: "image", Tags: tagList(image.tags) }],
    }),
  );
  if (ImageId === undefined) throw new Error(`image ${image.name} was registered without an id`);
  return ImageId;
}

/** Tags as EC2 takes them. */
export function tagList(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
