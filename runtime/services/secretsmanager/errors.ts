import { AwsError } from "../../protocol/aws-error.ts";

const invalidParameter = (message: string, cause?: unknown) =>
  new AwsError("InvalidParameterException", message, { cause });
const invalidRequest = (message: string) => new AwsError("InvalidRequestException", message);
const exists = (message: string) => new AwsError("ResourceExistsException", message);
const notFound = (message: string) => new AwsError("ResourceNotFoundException", message);

/** The refusals of Secrets Manager, each with the code that AWS gives it. */
export const secretErrors = {
  invalidParameter,
  invalidRequest,
  validation: (message: string) => new AwsError("ValidationException", message),
  name: () =>
    new AwsError(
      "ValidationException",
      "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
    ),
  notFound: () => notFound("Secrets Manager can't find the specified secret."),
  valueNotFound: (which: string) =>
    notFound(`Secrets Manager can't find the specified secret value for ${which}`),
  secretExists: (name: string) => exists(`The operation failed because the secret ${name} already exists.`),
  tokenInUse: (token: string, arn: string) =>
    exists(
      `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`,
    ),
  deleted: () =>
    invalidRequest("You can't perform this operation on the secret because it was marked for deletion."),
  nameScheduled: () =>
    invalidRequest(
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    ),
  bothValues: () => invalidParameter("You can't specify both SecretString and SecretBinary."),
  noValue: () => invalidRequest("You must provide either SecretString or SecretBinary."),
  encryption: (cause: unknown) =>
    new AwsError(
      "EncryptionFailure",
      "Secrets Manager can't encrypt the protected secret text using the provided KMS key. Check that the KMS key is available, enabled, and not in an invalid state.",
      { cause },
    ),
  decryption: (cause: unknown) =>
    new AwsError(
      "DecryptionFailure",
      "Secrets Manager can't decrypt the protected secret text using the provided KMS key.",
      { cause },
    ),
} as const;
