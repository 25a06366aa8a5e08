import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import {
  GetParameterCommand,
  ParameterNotFound,
  PutParameterCommand,
  type SSMClient,
} from "@aws-sdk/client-ssm";
import { ConfigurationMissing } from "../../core/errors.ts";
import { sha256Hex } from "../../core/json/digest.ts";
import { fitsParameter, pointerText, readPointer, verifyPointed } from "../../core/parameter-value.ts";

export interface SecureValueClients {
  readonly ssm: SSMClient;
  readonly s3: S3Client;
}

export interface SecureValue {
  readonly name: string;
  /** JSON text. */
  readonly value: string;
  /** The KMS key that parameter and object are encrypted under. */
  readonly keyId: string;
  /** Where a value lies that is too long for a parameter. */
  readonly bucket: string;
}

/** Writes a SecureString; a value longer than an advanced parameter holds goes to S3, encrypted under the same key. */
export async function putSecureValue(
  clients: SecureValueClients,
  wanted: SecureValue,
): Promise<{ version: number }> {
  const secure = { ...wanted, value: withoutReferences(wanted.value) };
  const { Version = 1 } = await clients.ssm.send(
    new PutParameterCommand({
      Name: secure.name,
      Value: await parameterText(clients.s3, secure),
      Type: "SecureString",
      KeyId: secure.keyId,
      Tier: "Intelligent-Tiering",
      Overwrite: true,
    }),
  );
  return { version: Version };
}

/** Reads a SecureString, following its pointer. Throws ConfigurationMissing when there is none of that name. */
export async function readSecureValue(clients: SecureValueClients, name: string): Promise<string> {
  const text = await readParameter(clients.ssm, name);
  const pointer = readPointer(text);
  if (pointer === undefined) return text;
  const object = await clients.s3.send(new GetObjectCommand({ Bucket: pointer.bucket, Key: pointer.key }));
  return verifyPointed(pointer, (await object.Body?.transformToString()) ?? "");
}

/** Parameter Store refuses `{{` in a value (it could name another parameter); in JSON text it can be spelled otherwise. */
function withoutReferences(json: string): string {
  return json.replaceAll("{{", "{\\u007b");
}

async function readParameter(ssm: SSMClient, name: string): Promise<string> {
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    return Parameter?.Value ?? "";
  } catch (error) {
    if (!(error instanceof ParameterNotFound)) throw error;
    throw new ConfigurationMissing(`expected the parameter ${name}; there is none of that name`, {
      cause: error,
    });
  }
}

async function parameterText(s3: S3Client, secure: SecureValue): Promise<string> {
  if (fitsParameter(secure.value)) return secure.value;
  const place = { bucket: secure.bucket, key: longValueKey(secure) };
  await s3.send(
    new PutObjectCommand({
      Bucket: place.bucket,
      Key: place.key,
      Body: secure.value,
      ContentType: "application/json",
      ServerSideEncryption: "aws:kms",
      SSEKMSKeyId: secure.keyId,
    }),
  );
  return pointerText(place, secure.value);
}

/** `/repave/runs/<run>` → `requests/<run>/…`, `/repave/releases/<id>/config` → `configuration/<id>/config/…`. */
function longValueKey({ name, value }: SecureValue): string {
  const folder = name
    .replace(/^\/repave\/runs\//, "requests/")
    .replace(/^\/repave\/releases\//, "configuration/");
  return `${folder}/${sha256Hex(value)}.json`;
}
