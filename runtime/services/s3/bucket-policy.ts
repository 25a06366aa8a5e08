import { s3Errors } from "./errors.ts";

interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: unknown;
}

const LARGEST_POLICY_BYTES = 20_480;

/** Checks the form of a bucket policy: JSON, statements with all their elements, and resources of this bucket only. */
export function checkBucketPolicy(text: string, bucket: string): void {
  if (Buffer.byteLength(text) > LARGEST_POLICY_BYTES) throw s3Errors.malformedPolicy("Policy is over 20 kB.");
  const statements = statementsOf(text);
  if (statements.length === 0) throw s3Errors.malformedPolicy("Missing required field Statement");
  for (const statement of statements) checkStatement(statement, bucket);
}

/** Whether a policy allows anyone anything without a condition. */
export function isPublicPolicy(text: string): boolean {
  return statementsOf(text).some(
    ({ Effect, Principal, NotPrincipal, Condition }) =>
      Effect === "Allow" && Condition === undefined && (NotPrincipal !== undefined || isEveryone(Principal)),
  );
}

function statementsOf(text: string): Statement[] {
  try {
    const policy = JSON.parse(text);
    if (typeof policy === "object" && policy !== null) return [policy.Statement ?? []].flat();
  } catch {
    // Refused below like every text that is no JSON object.
  }
  throw s3Errors.malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
}

function checkStatement(statement: Statement, bucket: string): void {
  const { Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource } = statement;
  if (Effect !== "Allow" && Effect !== "Deny") throw s3Errors.malformedPolicy("Effect must be Allow or Deny");
  if ((Principal ?? NotPrincipal) === undefined)
    throw s3Errors.malformedPolicy("Missing required field Principal");
  if ((Action ?? NotAction) === undefined) throw s3Errors.malformedPolicy("Missing required field Action");
  const resources = [Resource ?? NotResource ?? []].flat();
  if (resources.length === 0) throw s3Errors.malformedPolicy("Missing required field Resource");
  const arn = `arn:aws:s3:::${bucket}`;
  const foreign = resources.find((resource) => resource !== arn && !String(resource).startsWith(`${arn}/`));
  if (foreign !== undefined) throw s3Errors.malformedPolicy(`Policy has invalid resource ${foreign}`);
}

function isEveryone(principal: unknown): boolean {
  if (principal === "*") return true;
  const aws = (principal as { AWS?: unknown } | undefined)?.AWS;
  return [aws ?? []].flat().includes("*");
}
