import type { Caller } from "../../kernel/caller.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import { createEnvelopeCipher, type EnvelopeCipher, type SealedText } from "../../storage/envelope.ts";
import { secretErrors } from "./errors.ts";
import type { Secrets } from "./secrets.ts";
import type { Secret } from "./state.ts";

export const DEFAULT_KEY = "alias/aws/secretsmanager";
const MOST_BYTES = 65_536;

/** The value of a secret's version: a text or bytes, never both. */
export type SecretValue = { readonly SecretString: string } | { readonly SecretBinary: Uint8Array };

interface ValueInput {
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: Uint8Array | undefined;
}

/** The value of a request; undefined when there is none. */
export function readValue({ SecretString, SecretBinary }: ValueInput): SecretValue | undefined {
  if (SecretString !== undefined && SecretBinary !== undefined) throw secretErrors.bothValues();
  const bytes = SecretBinary?.byteLength ?? Buffer.byteLength(SecretString ?? "");
  if (bytes > MOST_BYTES)
    throw secretErrors.validation(`A secret value has at most ${MOST_BYTES} bytes; this one has ${bytes}.`);
  if (SecretBinary !== undefined) return { SecretBinary };
  return SecretString === undefined ? undefined : { SecretString };
}

interface Place {
  readonly arn: string;
  readonly versionId: string;
  readonly caller: Caller;
}

/** Seals a value under a data key of its own, bound to the secret and the version as on AWS. */
export async function sealValue(
  secrets: Secrets,
  { value, keyId, ...place }: Place & { readonly value: SecretValue; readonly keyId: string },
): Promise<SealedText> {
  const text = JSON.stringify(
    "SecretString" in value ? value : { SecretBinary: Buffer.from(value.SecretBinary).toString("base64") },
  );
  return asSecretError(secretErrors.encryption, () =>
    cipherOf(secrets, place).seal({ keyId, text, caller: place.caller }),
  );
}

/** The value of a version as its reader gets it. */
export async function openValue(
  secrets: Secrets,
  { secret, versionId, caller }: Omit<Place, "arn"> & { readonly secret: Secret },
): Promise<SecretValue> {
  const sealed = secrets.state.values.get(`${secret.name}/${versionId}`);
  if (sealed === undefined) throw secretErrors.valueNotFound(`VersionId: ${versionId}`);
  const cipher = cipherOf(secrets, { arn: secret.arn, versionId });
  const text = await asSecretError(secretErrors.decryption, () => cipher.open(sealed, caller));
  const value = JSON.parse(text) as { SecretString?: string; SecretBinary?: string };
  if (value.SecretBinary !== undefined) return { SecretBinary: Buffer.from(value.SecretBinary, "base64") };
  return { SecretString: value.SecretString ?? "" };
}

export function sameValue(one: SecretValue, other: SecretValue): boolean {
  if ("SecretString" in one) return "SecretString" in other && one.SecretString === other.SecretString;
  return "SecretBinary" in other && Buffer.compare(one.SecretBinary, other.SecretBinary) === 0;
}

function cipherOf({ runtime }: Secrets, { arn, versionId }: Omit<Place, "caller">): EnvelopeCipher {
  return createEnvelopeCipher(runtime, { SecretARN: arn, SecretVersionId: versionId });
}

/** What KMS refuses becomes Secrets Manager's own error; a denied access stays one. */
async function asSecretError<Result>(
  errorFor: (cause: unknown) => AwsError,
  use: () => Promise<Result>,
): Promise<Result> {
  try {
    return await use();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (!error.code.startsWith("AccessDenied")) throw errorFor(error);
    throw new AwsError("AccessDeniedException", "Access to KMS is not allowed", { cause: error });
  }
}
