import { AwsError } from "../aws-error.ts";

/** Whoever signed wrongly, or not at all, is told so with status 403. */
export function denied(code: string, message: string): AwsError {
  return new AwsError(code, message, { status: 403 });
}
