import type { EncryptionConfiguration } from "@aws-sdk/client-sfn";
import { AwsError } from "../../protocol/aws-error.ts";

const LEAST_REUSE_SECONDS = 60;
const MOST_REUSE_SECONDS = 900;

/**
 * An encryption configuration whose members fit each other.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_EncryptionConfiguration.html
 * DIVERGES: it is kept and shown, but data are not encrypted under the key.
 */
export function checkEncryption(
  configuration: EncryptionConfiguration | undefined,
): EncryptionConfiguration | undefined {
  if (configuration === undefined) return undefined;
  const { type, kmsKeyId, kmsDataKeyReusePeriodSeconds: seconds } = configuration;
  if (type !== "AWS_OWNED_KEY" && type !== "CUSTOMER_MANAGED_KMS_KEY")
    refuse(`'${type}' is no type of encryption`);
  if (type === "CUSTOMER_MANAGED_KMS_KEY" && kmsKeyId === undefined)
    refuse("kmsKeyId must be given with CUSTOMER_MANAGED_KMS_KEY");
  if (type === "AWS_OWNED_KEY" && (kmsKeyId !== undefined || seconds !== undefined))
    refuse("kmsKeyId and kmsDataKeyReusePeriodSeconds cannot be given with AWS_OWNED_KEY");
  if (seconds !== undefined && !(seconds >= LEAST_REUSE_SECONDS && seconds <= MOST_REUSE_SECONDS))
    refuse(`kmsDataKeyReusePeriodSeconds must be ${LEAST_REUSE_SECONDS} to ${MOST_REUSE_SECONDS}`);
  return configuration;
}

/** Whether two configurations ask for the same; none means the key that AWS owns. */
export function sameEncryption(
  left: EncryptionConfiguration | undefined,
  right: EncryptionConfiguration | undefined,
): boolean {
  const owned: EncryptionConfiguration = { type: "AWS_OWNED_KEY" };
  const [one, other] = [left ?? owned, right ?? owned];
  return (
    one.type === other.type &&
    one.kmsKeyId === other.kmsKeyId &&
    one.kmsDataKeyReusePeriodSeconds === other.kmsDataKeyReusePeriodSeconds
  );
}

function refuse(message: string): never {
  throw new AwsError("InvalidEncryptionConfiguration", `Invalid Encryption Configuration: '${message}'`);
}
