import { iamErrors } from "./errors.ts";

type Statement = Readonly<Record<string, unknown>>;

const VERSIONS = ["2012-10-17", "2008-10-17"];
const STATEMENT_ELEMENTS = [
  ...[
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
    "Principal",
    "NotPrincipal",
  ],
];

/** Checks a policy that is attached to an identity: statements with actions and resources, and no principal. */
export function checkIdentityPolicy(text: string): void {
  for (const statement of statementsOf(text)) {
    requireOne(statement, ["Resource", "NotResource"]);
    forbid(statement, ["Principal", "NotPrincipal"]);
  }
}

/** Checks a role's trust policy: statements with principals and sts actions, and no resource. */
export function checkTrustPolicy(text: string): void {
  for (const statement of statementsOf(text)) {
    requireOne(statement, ["Principal", "NotPrincipal"]);
    forbid(statement, ["Resource", "NotResource"]);
    const actions = [statement.Action ?? statement.NotAction ?? []].flat().map(String);
    const other = actions.find((action) => !/^sts:|^\*$/i.test(action));
    if (other !== undefined)
      throw iamErrors.malformed("AssumeRole policy may only specify STS AssumeRole actions.");
  }
}

/** A policy document as IAM gives it back: URL-encoded by RFC 3986. */
export function encodeDocument(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function statementsOf(text: string): Statement[] {
  const policy = parse(text);
  if (policy.Version !== undefined && !VERSIONS.includes(String(policy.Version))) {
    throw iamErrors.malformed(`The policy's Version must be one of ${VERSIONS.join(", ")}.`);
  }
  const statements = [policy.Statement ?? []].flat() as Statement[];
  if (statements.length === 0) throw iamErrors.malformed("Policy must have at least one statement.");
  for (const statement of statements) checkStatement(statement);
  return statements;
}

function parse(text: string): { Version?: unknown; Statement?: unknown } {
  try {
    const policy = JSON.parse(text);
    if (typeof policy === "object" && policy !== null && !Array.isArray(policy)) return policy;
  } catch {
    // Refused below like every text that is no JSON object.
  }
  throw iamErrors.malformed("This policy contains invalid Json");
}

function checkStatement(statement: Statement): void {
  if (statement.Effect !== "Allow" && statement.Effect !== "Deny") {
    throw iamErrors.malformed("A statement's Effect must be Allow or Deny.");
  }
  const unknown = Object.keys(statement).find((element) => !STATEMENT_ELEMENTS.includes(element));
  if (unknown !== undefined) throw iamErrors.malformed(`Syntax errors in policy: ${unknown} is no element.`);
  requireOne(statement, ["Action", "NotAction"]);
}

function requireOne(statement: Statement, names: readonly string[]): void {
  const present = names.filter(
    (name) => statement[name] !== undefined && [statement[name]].flat().length > 0,
  );
  if (present.length === 0) throw iamErrors.malformed(`Policy statement must contain ${names.join(" or ")}.`);
  if (present.length > 1)
    throw iamErrors.malformed(`Policy statement must not contain both ${names.join(" and ")}.`);
}

function forbid(statement: Statement, names: readonly string[]): void {
  const present = names.find((name) => statement[name] !== undefined);
  if (present !== undefined) throw iamErrors.malformed(`Has prohibited field ${present}`);
}
