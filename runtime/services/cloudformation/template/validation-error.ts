import { AwsError } from "../../../protocol/aws-error.ts";

/** CloudFormation's answer to nearly everything that it refuses. */
export function validationError(message: string, cause?: unknown): AwsError {
  return new AwsError("ValidationError", message, cause === undefined ? {} : { cause });
}
