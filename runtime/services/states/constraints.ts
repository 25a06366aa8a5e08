import { AwsError } from "../../protocol/aws-error.ts";

/** Refuses a value that breaks a constraint of the service model, in the words of AWS. */
export function refuseValue(options: { value: unknown; member: string; constraint: string }): never {
  const { value, member, constraint } = options;
  const message = `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${constraint}`;
  throw new AwsError("ValidationException", message);
}

const MOST_RESULTS = 1000;
const DEFAULT_RESULTS = 100;

/** The number of entries of a page; 0 and none mean the default. */
export function checkMaxResults(maxResults: number | undefined): number {
  if (maxResults !== undefined && maxResults > MOST_RESULTS) {
    refuseValue({
      value: maxResults,
      member: "maxResults",
      constraint: `have value less than or equal to ${MOST_RESULTS}`,
    });
  }
  return maxResults || DEFAULT_RESULTS;
}

/** Refuses a token that is longer than this service's tokens can be. */
export function checkNextToken(token: string | undefined, longest = 1024): string | undefined {
  if (token !== undefined && token.length > longest) {
    refuseValue({
      value: token,
      member: "nextToken",
      constraint: `have length less than or equal to ${longest}`,
    });
  }
  return token;
}

const STATUSES = ["SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING"];

/** Refuses a status that executions cannot have. */
export function checkStatus(status: string | undefined): string | undefined {
  if (status !== undefined && !STATUSES.includes(status)) {
    refuseValue({
      value: status,
      member: "statusFilter",
      constraint: `satisfy enum value set: [${STATUSES.join(", ")}]`,
    });
  }
  return status;
}
