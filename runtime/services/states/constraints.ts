import { AwsError } from "../../protocol/aws-error.ts";

/** Refuses a value that breaks a constraint of the service model, in the words of AWS. */
export function refuseValue(options: { value: unknown; member: string; constraint: string }): never {
  const { value, member, constraint } = options;
  const message = `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${constraint}`;
  throw new AwsError("ValidationException", message);
}

const DEFAULT_RESULTS = 100;

/** The number of entries of a page; 0 and none mean the default. */
export function pageSize(maxResults: number | undefined): number {
  return maxResults || DEFAULT_RESULTS;
}

/** How a token that was not given out is refused. */
export const INVALID_TOKEN = {
  invalidTokenCode: "InvalidToken",
  invalidTokenMessage: "Invalid Token: 'Invalid token'",
} as const;
