import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { openImageArchive } from "../../compute/image-archive.ts";
import type { OpenImage } from "../../compute/image-cache.ts";
import { type ImageManifest, parseImageManifest } from "../../compute/image-manifest.ts";
import { type Caller, serviceCaller } from "../../kernel/caller.ts";
import type { Runtime } from "../../kernel/service.ts";
import { AwsError } from "../../protocol/aws-error.ts";

/** Reads the manifest that an ImageLocation (`<bucket>/<key>`) names. Throws `InvalidManifest` with the reason. */
export async function readManifest(
  runtime: Runtime,
  location: string,
  caller: Caller,
): Promise<ImageManifest> {
  const slash = location.indexOf("/");
  if (slash < 1)
    throw new AwsError("InvalidManifest", `ImageLocation is <bucket>/<key of the manifest>, not ${location}`);
  const [bucket, key] = [location.slice(0, slash), location.slice(slash + 1)];
  try {
    return parseImageManifest((await readObject(runtime, { bucket, key, caller })).toString());
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AwsError("InvalidManifest", `${location}: ${reason}`, { cause });
  }
}

/** Refuses a manifest whose archive is not there. */
export async function expectArchive(
  runtime: Runtime,
  manifest: ImageManifest,
  caller: Caller,
): Promise<void> {
  const { bucket, key } = manifest.archive;
  try {
    await runtime.aws.call("s3", "HeadObject", { Bucket: bucket, Key: key }, caller);
  } catch (cause) {
    throw new AwsError("InvalidManifest", `the archive s3://${bucket}/${key} cannot be read`, { cause });
  }
}

/** Fetches, decrypts and checks an image, as the service: reads S3 and asks KMS for the data key. */
export async function loadImage(runtime: Runtime, location: string): Promise<OpenImage> {
  const caller = serviceCaller("ec2.amazonaws.com", runtime.accountId);
  const manifest = await readManifest(runtime, location, caller);
  const [encrypted, dataKey] = await Promise.all([
    readObject(runtime, { ...manifest.archive, caller }),
    decryptDataKey(runtime, manifest, caller),
  ]);
  const [program = "", ...rest] = manifest.boot.command;
  return { tar: await openImageArchive({ manifest, encrypted, dataKey }), bootCommand: [program, ...rest] };
}

async function decryptDataKey(
  runtime: Runtime,
  { encryption }: ImageManifest,
  caller: Caller,
): Promise<Uint8Array> {
  const answer = await runtime.aws.call<{ Plaintext: Uint8Array }>(
    "kms",
    "Decrypt",
    {
      CiphertextBlob: Buffer.from(encryption.encryptedDataKey, "base64"),
      EncryptionContext: encryption.encryptionContext,
      KeyId: encryption.keyId,
    },
    caller,
  );
  return answer.Plaintext;
}

/** The whole content of an object. */
export async function readObject(
  runtime: Runtime,
  { bucket, key, caller }: Readonly<{ bucket: string; key: string; caller: Caller }>,
): Promise<Buffer> {
  const input = { Bucket: bucket, Key: key };
  const { Body } = await runtime.aws.call<{ Body?: Uint8Array | Readable }>("s3", "GetObject", input, caller);
  if (Body instanceof Readable) return buffer(Body);
  return Buffer.from(Body ?? new Uint8Array());
}
