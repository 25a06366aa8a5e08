import type { Caller } from "../../kernel/caller.ts";
import { ownEntry } from "../../kernel/own-entry.ts";

type Values = string | readonly string[];

interface Statement {
  readonly Effect?: string;
  readonly Principal?: "*" | Readonly<Record<string, Values>>;
  readonly NotPrincipal?: unknown;
  readonly Action?: Values;
  readonly NotAction?: Values;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
}

/** Who wants to assume a role, and with what. */
export interface AssumeRequest {
  readonly caller: Caller;
  readonly externalId: string | undefined;
  readonly sessionName: string;
}

/**
 * Whether a role's trust policy lets the caller assume it: some statement allows it and none denies it. What cannot
 * be evaluated here (NotPrincipal, other operators or keys of conditions) counts against the caller.
 */
export function trustAllows(policy: string, request: AssumeRequest): boolean {
  const statements = [JSON.parse(policy).Statement ?? []].flat() as Statement[];
  const applying = (effect: "Allow" | "Deny") =>
    statements
      .filter(({ Effect }) => Effect === effect)
      .some((statement) => applies(statement, request, effect));
  return applying("Allow") && !applying("Deny");
}

function applies(statement: Statement, request: AssumeRequest, effect: "Allow" | "Deny"): boolean {
  const whenUnknown = effect === "Deny";
  const principal =
    statement.NotPrincipal === undefined ? namesCaller(statement.Principal, request.caller) : whenUnknown;
  return (
    principal && namesAction(statement) && conditionsHold(statement.Condition ?? {}, request, whenUnknown)
  );
}

function namesAction({ Action, NotAction }: Statement): boolean {
  const matches = (pattern: string) => wildcard(pattern.toLowerCase(), "sts:assumerole");
  return NotAction === undefined ? list(Action).some(matches) : !list(NotAction).some(matches);
}

function namesCaller(principal: Statement["Principal"], caller: Caller): boolean {
  if (principal === "*") return true;
  if (caller.service !== undefined) return list(principal?.Service).includes(caller.service);
  return list(principal?.AWS).some((name) => namesIdentity(name, caller));
}

/** An account (by number or root ARN) stands for all of its identities; a role for all of its sessions. */
function namesIdentity(name: string, caller: Caller): boolean {
  const account = [caller.accountId, `arn:aws:iam::${caller.accountId}:root`];
  return name === "*" || account.includes(name) || name === caller.arn || name === caller.roleArn;
}

function conditionsHold(
  conditions: NonNullable<Statement["Condition"]>,
  request: AssumeRequest,
  whenUnknown: boolean,
): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const test = ownEntry(OPERATORS, operator);
      const read = ownEntry(KEYS, key.toLowerCase());
      if (test === undefined || read === undefined) return whenUnknown;
      return test(read(request), list(wanted));
    }),
  );
}

const KEYS: Readonly<Record<string, (request: AssumeRequest) => string | undefined>> = {
  "sts:externalid": ({ externalId }) => externalId,
  "sts:rolesessionname": ({ sessionName }) => sessionName,
  "aws:principalarn": ({ caller }) => caller.roleArn ?? caller.arn,
  "aws:principalaccount": ({ caller }) => caller.accountId,
};

type Test = (actual: string | undefined, wanted: readonly string[]) => boolean;
const equals: Test = (actual, wanted) => actual !== undefined && wanted.includes(actual);
const like: Test = (actual, wanted) =>
  actual !== undefined && wanted.some((pattern) => wildcard(pattern, actual));
const OPERATORS: Readonly<Record<string, Test>> = {
  StringEquals: equals,
  StringNotEquals: (actual, wanted) => !equals(actual, wanted),
  StringLike: like,
  StringNotLike: (actual, wanted) => !like(actual, wanted),
  ArnEquals: like,
  ArnLike: like,
};

function list(values: Values | undefined): readonly string[] {
  return values === undefined ? [] : [values].flat();
}

function wildcard(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${escaped}$`, "s").test(text);
}
