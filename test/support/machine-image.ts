import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { EC2Client, RegisterImageCommand } from "@aws-sdk/client-ec2";
import { CreateKeyCommand, GenerateDataKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { create } from "tar";
import { serviceCaller } from "../../runtime/kernel/caller.ts";
import type { ServiceFactory } from "../../runtime/kernel/service.ts";
import { AwsError } from "../../runtime/protocol/aws-error.ts";
import type { TestRuntime } from "./runtime.ts";

/** Objects in memory: enough of S3 to boot from, for tests of what is not S3. */
export const createObjectShelf: ServiceFactory = (runtime) => {
  const objects = runtime.store.collection<string>("test.objects");
  const find = ({ Bucket, Key }: { Bucket: string; Key: string }) => {
    const found = objects.get(`${Bucket}/${Key}`);
    if (found === undefined)
      throw new AwsError("NoSuchKey", "The specified key does not exist.", { status: 404 });
    return Buffer.from(found, "base64");
  };
  return {
    signingName: "s3",
    protocol: "restXml",
    sdk: {},
    operations: {
      PutObject: ({ Bucket, Key, Body }: { Bucket: string; Key: string; Body: Uint8Array }) => {
        objects.put(`${Bucket}/${Key}`, Buffer.from(Body).toString("base64"));
        return {};
      },
      GetObject: (input: { Bucket: string; Key: string }) => ({ Body: find(input) }),
      HeadObject: (input: { Bucket: string; Key: string }) => ({ ContentLength: find(input).length }),
    },
  };
};

/** One instance profile a name, each with the role of that name. */
export const createProfileShelf: ServiceFactory = ({ accountId }) => ({
  signingName: "iam",
  protocol: "awsQuery",
  sdk: {},
  operations: {
    GetInstanceProfile: ({ InstanceProfileName: name }: { InstanceProfileName: string }) => {
      if (name === "unknown")
        throw new AwsError("NoSuchEntity", `Instance Profile ${name} cannot be found.`, { status: 404 });
      return {
        InstanceProfile: {
          Arn: `arn:aws:iam::${accountId}:instance-profile/${name}`,
          InstanceProfileId: "AIPATESTTESTTESTTEST1",
          Roles: [{ Arn: `arn:aws:iam::${accountId}:role/${name}` }],
        },
      };
    },
  },
});

export interface MachineImageOptions {
  readonly name: string;
  /** Files of the root by path; `boot.mjs` is what boots. */
  readonly files: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
}

/** Packs, encrypts, stores and registers an image as a baker does; answers its id. */
export async function registerMachineImage(aws: TestRuntime, options: MachineImageOptions): Promise<string> {
  const location = await storeMachineImage(aws, options);
  const command = new RegisterImageCommand({ Name: options.name, ImageLocation: location });
  const { ImageId = "" } = await new EC2Client(aws.clientConfig).send(command);
  return ImageId;
}

export async function storeMachineImage(aws: TestRuntime, options: MachineImageOptions): Promise<string> {
  const { name, command = ["node", "boot.mjs"] } = options;
  const content = await packFiles(options.files);
  const encryptionContext = { "repave:image": name };
  const kms = new KMSClient(aws.clientConfig);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const dataKey = await kms.send(
    new GenerateDataKeyCommand({
      KeyId: KeyMetadata?.Arn,
      KeySpec: "AES_256",
      EncryptionContext: encryptionContext,
    }),
  );
  const archive = encrypt(content, dataKey.Plaintext ?? new Uint8Array());
  const manifest = {
    ...{
      schemaVersion: 1,
      name,
      boot: { command },
      createdAt: "2026-01-01T00:00:00Z",
      contentSha256: sha256(content),
    },
    archive: { bucket: "images", key: `${name}/archive`, sha256: sha256(archive), sizeBytes: archive.length },
    encryption: {
      algorithm: "AES-256-GCM",
      keyId: KeyMetadata?.Arn,
      encryptedDataKey: Buffer.from(dataKey.CiphertextBlob ?? []).toString("base64"),
      encryptionContext,
    },
  };
  await putObject(aws, `${name}/archive`, archive);
  await putObject(aws, `${name}/manifest.json`, Buffer.from(JSON.stringify(manifest)));
  return `images/${name}/manifest.json`;
}

async function putObject({ runtime }: TestRuntime, Key: string, Body: Buffer): Promise<void> {
  const caller = serviceCaller("test.amazonaws.com", runtime.accountId);
  await runtime.aws.call("s3", "PutObject", { Bucket: "images", Key, Body }, caller);
}

async function packFiles(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const directory = mkdtempSync(path.join(tmpdir(), "repave-image-"));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    writeFileSync(path.join(directory, file), text);
  }
  return buffer(create({ cwd: directory, gzip: true }, Object.keys(files)));
}

function encrypt(content: Buffer, key: Uint8Array): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  return Buffer.concat([iv, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
