import { kmsErrors } from "./errors.ts";

const LARGEST_POLICY_BYTES = 32_768;

/** The policy that AWS gives a key when none is sent: the account decides through IAM. */
export function defaultPolicy(accountId: string): string {
  const statement = {
    Sid: "Enable IAM User Permissions",
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${accountId}:root` },
    Action: "kms:*",
    Resource: "*",
  };
  return JSON.stringify({ Version: "2012-10-17", Id: "key-default-1", Statement: [statement] });
}

/** Checks that a text is a policy: JSON with statements of an effect, a principal, actions and resources. */
export function checkPolicy(text: string): void {
  if (Buffer.byteLength(text) > LARGEST_POLICY_BYTES)
    throw kmsErrors.malformedPolicy("The policy is over 32 kB.");
  const statements = [parse(text).Statement ?? []].flat() as PolicyStatement[];
  if (statements.length === 0) throw kmsErrors.malformedPolicy("The policy has no statement.");
  for (const [index, statement] of statements.entries()) checkStatement(statement, index);
}

function parse(text: string): { Statement?: unknown } {
  try {
    const value = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Refused below, like any other text that is no JSON object.
  }
  throw kmsErrors.malformedPolicy("The policy is not a JSON object.");
}

type PolicyStatement = Readonly<{ Effect?: unknown; [member: string]: unknown }>;

function checkStatement(statement: PolicyStatement, index: number): void {
  const has = (...names: string[]) => names.some((name) => statement[name] !== undefined);
  const effect = statement.Effect;
  const problem =
    effect !== "Allow" && effect !== "Deny"
      ? "Effect must be Allow or Deny"
      : !has("Principal", "NotPrincipal")
        ? "Principal is missing"
        : !has("Action", "NotAction")
          ? "Action is missing"
          : !has("Resource", "NotResource") && "Resource is missing";
  if (problem) throw kmsErrors.malformedPolicy(`Statement ${index + 1}: ${problem}.`);
}
