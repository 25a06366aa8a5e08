import type { Caller } from "../../kernel/caller.ts";
import { serviceCaller } from "../../kernel/caller.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { BucketState } from "./bucket-state.ts";
import { s3Errors } from "./errors.ts";
import type { ObjectEncryption } from "./object-state.ts";
import type { ObjectStorage } from "./object-storage.ts";

/** The members by which a request asks for an encryption. */
export interface EncryptionRequest {
  readonly ServerSideEncryption?: string | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly SSEKMSEncryptionContext?: string | undefined;
  readonly BucketKeyEnabled?: boolean | undefined;
}

const MANAGED_KEY = "alias/aws/s3";

/**
 * Gets a data key for a new object, as the request or the bucket has it. SSE-KMS asks KMS as the caller, SSE-S3 as the
 * service itself. There is no way to keep an object unencrypted.
 */
export async function newDataKey(
  s3: ObjectStorage,
  options: Readonly<{ bucket: BucketState; key: string; request: EncryptionRequest; caller: Caller }>,
): Promise<{ dataKey: Uint8Array; encryption: ObjectEncryption }> {
  const { bucket, key, request, caller } = options;
  const wanted = wantedEncryption(bucket, request);
  const context = { ...sentContext(request), "aws:s3:arn": `arn:aws:s3:::${bucket.name}/${key}` };
  const input = { KeyId: wanted.keyId ?? MANAGED_KEY, KeySpec: "AES_256", EncryptionContext: context };
  const asking = wanted.algorithm === "AES256" ? s3Caller(s3) : caller;
  const output = await callKms(s3, { operation: "GenerateDataKey", input, caller: asking });
  const dataKey = Buffer.from(output.CiphertextBlob ?? []).toString("base64");
  const encryption: ObjectEncryption = {
    ...{ algorithm: wanted.algorithm, keyArn: output.KeyId ?? "", dataKey, context },
    ...(wanted.bucketKeyEnabled === undefined ? {} : { bucketKeyEnabled: wanted.bucketKeyEnabled }),
  };
  return { dataKey: output.Plaintext ?? new Uint8Array(), encryption };
}

/** The plain data key of an object; KMS decides whether the caller may have it. */
export async function openDataKey(
  s3: ObjectStorage,
  { encryption, caller }: Readonly<{ encryption: ObjectEncryption; caller: Caller }>,
): Promise<Uint8Array> {
  const input = {
    CiphertextBlob: Buffer.from(encryption.dataKey, "base64"),
    EncryptionContext: encryption.context,
    KeyId: encryption.keyArn,
  };
  const asking = encryption.algorithm === "AES256" ? s3Caller(s3) : caller;
  const output = await callKms(s3, { operation: "Decrypt", input, caller: asking });
  return output.Plaintext ?? new Uint8Array();
}

/** How an answer shows an object's encryption. */
export function encryptionFields(encryption: ObjectEncryption) {
  if (encryption.algorithm === "AES256") return { ServerSideEncryption: "AES256" } as const;
  return {
    ServerSideEncryption: "aws:kms",
    SSEKMSKeyId: encryption.keyArn,
    ...(encryption.bucketKeyEnabled ? { BucketKeyEnabled: true } : {}),
  } as const;
}

function wantedEncryption(bucket: BucketState, request: EncryptionRequest) {
  const algorithm = request.ServerSideEncryption;
  if (algorithm === undefined && request.SSEKMSKeyId === undefined) return bucket.encryption;
  if (algorithm === "AES256" && request.SSEKMSKeyId === undefined) return { algorithm } as const;
  if (algorithm !== "aws:kms") {
    throw s3Errors.invalidArgument(
      `ServerSideEncryption ${algorithm} with the key given is not possible here.`,
    );
  }
  const inherited = bucket.encryption.algorithm === "aws:kms" ? bucket.encryption.keyId : undefined;
  const keyId = request.SSEKMSKeyId ?? inherited;
  const bucketKeyEnabled = request.BucketKeyEnabled ?? bucket.encryption.bucketKeyEnabled;
  return {
    algorithm,
    ...(keyId === undefined ? {} : { keyId }),
    ...(bucketKeyEnabled === undefined ? {} : { bucketKeyEnabled }),
  } as const;
}

function sentContext({ SSEKMSEncryptionContext: text }: EncryptionRequest): Record<string, string> {
  if (text === undefined) return {};
  try {
    const context = JSON.parse(Buffer.from(text, "base64").toString("utf8"));
    if (Object.values(context).every((value) => typeof value === "string")) return context;
  } catch {
    // Refused below: base64 of a JSON object of strings is expected.
  }
  throw s3Errors.invalidArgument(
    "x-amz-server-side-encryption-context must be base64 of a JSON object of strings.",
  );
}

function s3Caller(s3: ObjectStorage): Caller {
  return serviceCaller("s3.amazonaws.com", s3.runtime.accountId);
}

interface KmsOutput {
  readonly KeyId?: string;
  readonly Plaintext?: Uint8Array;
  readonly CiphertextBlob?: Uint8Array;
}

async function callKms(
  s3: ObjectStorage,
  { operation, input, caller }: Readonly<{ operation: string; input: object; caller: Caller }>,
): Promise<KmsOutput> {
  try {
    return await s3.runtime.aws.call<KmsOutput>("kms", operation, input, caller);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw error.code.startsWith("AccessDenied") ? s3Errors.accessDenied(error.message) : s3Errors.kms(error);
  }
}
