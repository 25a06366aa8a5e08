import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GenerateRandomCommand,
  KMSClient,
  ReEncryptCommand,
  RotateKeyOnDemandCommand,
} from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createKms } from "../../../runtime/services/kms/service.ts";
import { startTestRuntime, type TestRuntime } from "../../support/runtime.ts";

let aws: TestRuntime;
let kms: KMSClient;

beforeAll(async () => {
  aws = await startTestRuntime({ services: [createKms] });
  kms = new KMSClient(aws.clientConfig);
});
afterAll(() => aws.stop());

const newKey = async () => (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId;
const Plaintext = Buffer.from("a secret");

describe("Encrypt and Decrypt", () => {
  test("give the text back under the same encryption context only", async () => {
    const KeyId = await newKey();
    const EncryptionContext = { stage: "bake", app: "hello" };
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext, EncryptionContext }));
    const swapped = { app: "hello", stage: "bake" };
    const opened = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: swapped }));
    expect(Buffer.from(opened.Plaintext ?? [])).toEqual(Plaintext);
    expect(opened.KeyId).toContain(KeyId);
    await expect(kms.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject({
      name: "InvalidCiphertextException",
    });
  });

  test("refuse bytes that are no ciphertext, and another key than the expected one", async () => {
    const [KeyId, other] = [await newKey(), await newKey()];
    const garbage = new DecryptCommand({ CiphertextBlob: Buffer.alloc(200, 1) });
    await expect(kms.send(garbage)).rejects.toMatchObject({ name: "InvalidCiphertextException" });
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext }));
    const wrong = new DecryptCommand({ CiphertextBlob, KeyId: other });
    await expect(kms.send(wrong)).rejects.toMatchObject({ name: "IncorrectKeyException" });
  });

  test("refuse more than 4096 bytes, unknown keys and disabled keys", async () => {
    const KeyId = await newKey();
    const long = new EncryptCommand({ KeyId, Plaintext: Buffer.alloc(4097) });
    await expect(kms.send(long)).rejects.toMatchObject({ name: "ValidationException" });
    const unknown = new EncryptCommand({ KeyId: "alias/none", Plaintext });
    await expect(kms.send(unknown)).rejects.toMatchObject({ name: "NotFoundException" });
    await kms.send(new DisableKeyCommand({ KeyId }));
    const disabled = new EncryptCommand({ KeyId, Plaintext });
    await expect(kms.send(disabled)).rejects.toMatchObject({ name: "DisabledException" });
    await kms.send(new EnableKeyCommand({ KeyId }));
    expect((await kms.send(disabled)).CiphertextBlob).toBeDefined();
  });

  test("old material still decrypts after a rotation and a restart", async () => {
    const KeyId = await newKey();
    await kms.send(new CreateAliasCommand({ AliasName: "alias/rotated", TargetKeyId: KeyId }));
    const before = await kms.send(new EncryptCommand({ KeyId: "alias/rotated", Plaintext }));
    await kms.send(new RotateKeyOnDemandCommand({ KeyId }));
    const after = await kms.send(new EncryptCommand({ KeyId: "alias/rotated", Plaintext }));
    aws = await aws.restart();
    kms = new KMSClient(aws.clientConfig);
    const opened = await Promise.all(
      [before, after].map(({ CiphertextBlob }) => kms.send(new DecryptCommand({ CiphertextBlob }))),
    );
    expect(opened.map((output) => Buffer.from(output.Plaintext ?? []).toString())).toEqual([
      "a secret",
      "a secret",
    ]);
    expect(opened[0]?.KeyMaterialId).not.toBe(opened[1]?.KeyMaterialId);
  });
});

test("ReEncrypt moves a ciphertext to another key and context", async () => {
  const [KeyId, DestinationKeyId] = [await newKey(), await newKey()];
  const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext }));
  const context = { moved: "yes" };
  const moved = await kms.send(
    new ReEncryptCommand({ CiphertextBlob, DestinationKeyId, DestinationEncryptionContext: context }),
  );
  const opened = await kms.send(
    new DecryptCommand({ CiphertextBlob: moved.CiphertextBlob, EncryptionContext: context }),
  );
  expect(opened.KeyId).toContain(DestinationKeyId);
});

test("GenerateDataKey gives the key in plain and sealed, or sealed only", async () => {
  const KeyId = await newKey();
  const key = await kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_256" }));
  const opened = await kms.send(new DecryptCommand({ CiphertextBlob: key.CiphertextBlob }));
  expect(opened.Plaintext).toEqual(key.Plaintext);
  expect(key.Plaintext).toHaveLength(32);
  const sealed = await kms.send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId, NumberOfBytes: 64 }));
  expect(sealed).not.toHaveProperty("Plaintext");
  const both = new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_256", NumberOfBytes: 3 });
  await expect(kms.send(both)).rejects.toMatchObject({ name: "ValidationException" });
});

test("GenerateRandom gives as many bytes as asked for", async () => {
  expect((await kms.send(new GenerateRandomCommand({ NumberOfBytes: 48 }))).Plaintext).toHaveLength(48);
});

test("AWS managed keys come into being when their alias is first used", async () => {
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: "alias/aws/ssm" }));
  expect(KeyMetadata).toMatchObject({ KeyManager: "AWS", KeyState: "Enabled" });
  const disable = new DisableKeyCommand({ KeyId: KeyMetadata?.KeyId });
  await expect(kms.send(disable)).rejects.toMatchObject({ name: "AccessDeniedException" });
});

test("asymmetric keys are refused by name", async () => {
  const command = new CreateKeyCommand({ KeySpec: "RSA_2048", KeyUsage: "SIGN_VERIFY" });
  await expect(kms.send(command)).rejects.toMatchObject({ name: "UnsupportedOperationException" });
});

test("the machine's key is private to its owner and in no other file", () => {
  const file = path.join(aws.dataDir, "machine.key");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file)).toHaveLength(32);
});
