import { AwsError } from "../../protocol/aws-error.ts";

/** IAM's refusals, named as its model names them; on the wire they are `NoSuchEntity` and so on. */
export const iamErrors = {
  noSuchRole: (name: string) =>
    new AwsError("NoSuchEntityException", `The role with name ${name} cannot be found.`),
  noSuchProfile: (name: string) =>
    new AwsError("NoSuchEntityException", `Instance Profile ${name} cannot be found.`),
  noSuchPolicy: (arn: string) =>
    new AwsError("NoSuchEntityException", `Policy ${arn} does not exist or is not attachable.`),
  noSuchVersion: (arn: string, version: string) =>
    new AwsError(
      "NoSuchEntityException",
      `Policy ${arn} version ${version} does not exist or is not attachable.`,
    ),
  noSuchRolePolicy: (name: string) =>
    new AwsError("NoSuchEntityException", `The role policy with name ${name} cannot be found.`),
  notAttached: (arn: string) => new AwsError("NoSuchEntityException", `Policy ${arn} was not found.`),
  exists: (what: string) => new AwsError("EntityAlreadyExistsException", `${what} already exists.`),
  conflict: (message: string) => new AwsError("DeleteConflictException", message),
  limit: (message: string) => new AwsError("LimitExceededException", message),
  malformed: (message: string) => new AwsError("MalformedPolicyDocumentException", message),
  invalid: (message: string) => new AwsError("InvalidInputException", message),
  validation: (message: string) => new AwsError("ValidationError", message),
} as const;
