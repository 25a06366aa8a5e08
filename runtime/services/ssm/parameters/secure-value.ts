import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Caller } from "../../../kernel/caller.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { parameterErrors } from "./errors.ts";
import { parameterArn } from "./parameter-name.ts";
import type { SecureValue, StoredValue } from "./parameter-state.ts";
import type { ParameterStore } from "./parameter-store.ts";

const IV_BYTES = 12;
const TAG_BYTES = 16;

export interface SealRequest {
  readonly name: string;
  readonly text: string;
  readonly keyId: string;
  /** Advanced parameters are longer than KMS encrypts itself, so they get a data key. */
  readonly advanced: boolean;
  readonly caller: Caller;
}

/** Encrypts a SecureString through KMS as the caller, bound to the parameter's ARN as on AWS. */
export async function sealValue(store: ParameterStore, request: SealRequest): Promise<SecureValue> {
  const EncryptionContext = { PARAMETER_ARN: parameterArn(store.runtime, request.name) };
  const plain = Buffer.from(request.text, "utf8");
  const key = { KeyId: request.keyId, EncryptionContext };
  if (!request.advanced) {
    const output = await callKms(store, {
      operation: "Encrypt",
      input: { ...key, Plaintext: plain },
      ...request,
    });
    return { kind: "direct", ciphertext: base64(output.CiphertextBlob) };
  }
  const input = { ...key, KeySpec: "AES_256" };
  const output = await callKms(store, { operation: "GenerateDataKey", input, ...request });
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", output.Plaintext ?? new Uint8Array(), iv);
  cipher.setAAD(Buffer.from(EncryptionContext.PARAMETER_ARN));
  const sealed = Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { kind: "envelope", dataKey: base64(output.CiphertextBlob), sealed: sealed.toString("base64") };
}

/** The value as GetParameter shows it: in plain only with `decrypt`, else a SecureString's ciphertext. */
export async function showValue(
  store: ParameterStore,
  {
    name,
    value,
    decrypt,
    caller,
  }: Readonly<{ name: string; value: StoredValue; decrypt: boolean; caller: Caller }>,
): Promise<string> {
  if (value.kind === "plain") return value.text;
  if (!decrypt) return value.kind === "direct" ? value.ciphertext : value.sealed;
  const arn = parameterArn(store.runtime, name);
  const CiphertextBlob = Buffer.from(value.kind === "direct" ? value.ciphertext : value.dataKey, "base64");
  const input = { CiphertextBlob, EncryptionContext: { PARAMETER_ARN: arn } };
  const { Plaintext = new Uint8Array() } = await callKms(store, { operation: "Decrypt", input, caller });
  return value.kind === "direct"
    ? Buffer.from(Plaintext).toString("utf8")
    : openEnvelope(value.sealed, Plaintext, arn);
}

function openEnvelope(sealed: string, key: Uint8Array, arn: string): string {
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(arn)).setAuthTag(bytes.subarray(-TAG_BYTES));
  const body = bytes.subarray(IV_BYTES, -TAG_BYTES);
  return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
}

interface KmsOutput {
  readonly CiphertextBlob?: Uint8Array;
  readonly Plaintext?: Uint8Array;
}

/** KMS's refusals become InvalidKeyId, as Parameter Store reports them; a denied access stays one. */
async function callKms(
  store: ParameterStore,
  { operation, input, caller }: Readonly<{ operation: string; input: object; caller: Caller }>,
): Promise<KmsOutput> {
  try {
    return await store.runtime.aws.call<KmsOutput>("kms", operation, input, caller);
  } catch (error) {
    if (!(error instanceof AwsError) || error.code.startsWith("AccessDenied")) throw error;
    throw parameterErrors.keyId(error);
  }
}

function base64(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString("base64");
}
