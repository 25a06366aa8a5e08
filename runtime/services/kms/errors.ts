import { AwsError } from "../../protocol/aws-error.ts";
import type { KeyState } from "./key-state.ts";

/** KMS's refusals, each with the code that AWS gives it. */
export const kmsErrors = {
  keyNotFound: (arn: string) => new AwsError("NotFoundException", `Key '${arn}' does not exist`),
  aliasNotFound: (arn: string) => new AwsError("NotFoundException", `Alias ${arn} is not found.`),
  invalidKeyId: (keyId: string) => new AwsError("NotFoundException", `Invalid keyId '${keyId}'`),
  grantNotFound: () => new AwsError("NotFoundException", "No grant was found that matches the request."),
  disabled: (key: KeyState) => new AwsError("DisabledException", `${key.arn} is disabled.`),
  pendingDeletion: (key: KeyState) =>
    new AwsError("KMSInvalidStateException", `${key.arn} is pending deletion.`),
  notPendingDeletion: (key: KeyState) =>
    new AwsError("KMSInvalidStateException", `${key.arn} is not pending deletion.`),
  awsManaged: (key: KeyState) =>
    new AwsError(
      "AccessDeniedException",
      `${key.arn} is an AWS managed key; this operation is for customer keys.`,
    ),
  invalidCiphertext: () =>
    new AwsError(
      "InvalidCiphertextException",
      "The bytes are no ciphertext of this account's keys, were changed, or belong to another encryption context.",
    ),
  incorrectKey: () =>
    new AwsError(
      "IncorrectKeyException",
      "The key ID in the request does not identify a CMK that can perform this operation.",
    ),
  invalidAlias: (message: string) => new AwsError("InvalidAliasNameException", message),
  aliasExists: (arn: string) =>
    new AwsError("AlreadyExistsException", `An alias with the name ${arn} already exists`),
  validation: (message: string) => new AwsError("ValidationException", message),
  unsupported: (message: string) => new AwsError("UnsupportedOperationException", message),
  malformedPolicy: (message: string) => new AwsError("MalformedPolicyDocumentException", message),
  invalidTag: (message: string) => new AwsError("TagException", message),
  limitExceeded: (message: string) => new AwsError("LimitExceededException", message),
  dryRun: () =>
    new AwsError(
      "DryRunOperationException",
      "The request would have succeeded, but the DryRun option is set.",
    ),
} as const;
