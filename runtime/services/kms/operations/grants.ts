import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type {
  CreateGrantRequest,
  CreateGrantResponse,
  ListGrantsRequest,
  ListGrantsResponse,
  ListRetirableGrantsRequest,
  RetireGrantRequest,
  RevokeGrantRequest,
} from "@aws-sdk/client-kms";
import type { Operation } from "../../../kernel/service.ts";
import { pageOf } from "../../../protocol/page.ts";
import { refuseMembers } from "../../../protocol/refuse-members.ts";
import { kmsErrors } from "../errors.ts";
import { findKeyById, findUsableKey, type Kms, keyArn } from "../key-registry.ts";
import type { GrantState } from "../key-state.ts";
import { nextMarker, pageRules } from "../request-rules.ts";

const UNSUPPORTED = ["GranteeServicePrincipal", "RetiringServicePrincipal"];

/** Lets a principal use a key. The same named grant asked for again is the same grant. */
export function createGrant(kms: Kms): Operation<CreateGrantRequest, CreateGrantResponse> {
  return (input) => {
    refuseMembers(input, UNSUPPORTED, { code: "UnsupportedOperationException" });
    if (input.GranteePrincipal === undefined) throw kmsErrors.validation("GranteePrincipal is missing.");
    if (!input.Operations?.length) throw kmsErrors.validation("Operations must name at least one operation.");
    const key = findUsableKey(kms, findKeyById(kms, input.KeyId).id);
    if (input.DryRun) throw kmsErrors.dryRun();
    const terms = termsOf(input, key.id);
    const same =
      input.Name === undefined ? undefined : grantsOf(kms, key.id).find((grant) => sameTerms(grant, terms));
    const grant = same ?? newGrant(terms, kms.runtime.clock.now());
    kms.grants.put(`${key.id}/${grant.id}`, grant);
    return { GrantId: grant.id, GrantToken: grant.token };
  };
}

export function listGrants(kms: Kms): Operation<ListGrantsRequest, ListGrantsResponse> {
  return (input) => {
    refuseMembers(input, UNSUPPORTED, { code: "UnsupportedOperationException" });
    const found = grantsOf(kms, findKeyById(kms, input.KeyId).id)
      .filter((grant) => input.GrantId === undefined || grant.id === input.GrantId)
      .filter(
        (grant) => input.GranteePrincipal === undefined || grant.granteePrincipal === input.GranteePrincipal,
      );
    return grantPage(kms, found, input);
  };
}

export function listRetirableGrants(kms: Kms): Operation<ListRetirableGrantsRequest, ListGrantsResponse> {
  return (input) => {
    const mine = [...kms.grants.values()].filter(
      (grant) => grant.retiringPrincipal === input.RetiringPrincipal,
    );
    return grantPage(kms, mine, input);
  };
}

/** Ends a grant, as the key's administrator. */
export function revokeGrant(kms: Kms): Operation<RevokeGrantRequest, object> {
  return (input) => {
    const key = findKeyById(kms, input.KeyId);
    removeGrant(kms, kms.grants.get(`${key.id}/${input.GrantId}`));
    return {};
  };
}

/** Ends a grant, as one who no longer needs it: by its token, or by key and grant id. */
export function retireGrant(kms: Kms): Operation<RetireGrantRequest, object> {
  return (input) => {
    const byToken = input.GrantToken !== undefined;
    if (!byToken && (input.KeyId === undefined || input.GrantId === undefined)) {
      throw kmsErrors.validation("Either GrantToken, or KeyId and GrantId are needed.");
    }
    const grant = byToken
      ? [...kms.grants.values()].find(({ token }) => token === input.GrantToken)
      : kms.grants.get(`${findKeyById(kms, input.KeyId).id}/${input.GrantId}`);
    removeGrant(kms, grant);
    return {};
  };
}

type GrantTerms = Omit<GrantState, "id" | "token" | "createdMs">;

function termsOf(input: CreateGrantRequest, keyId: string): GrantTerms {
  return {
    keyId,
    granteePrincipal: input.GranteePrincipal ?? "",
    operations: input.Operations ?? [],
    ...(input.Name === undefined ? {} : { name: input.Name }),
    ...(input.RetiringPrincipal === undefined ? {} : { retiringPrincipal: input.RetiringPrincipal }),
    ...(input.Constraints === undefined ? {} : { constraints: input.Constraints }),
  };
}

function newGrant(terms: GrantTerms, createdMs: number): GrantState {
  const id = randomBytes(32).toString("hex");
  return { ...terms, id, token: randomBytes(48).toString("base64url"), createdMs };
}

function sameTerms({ id: _, token: __, createdMs: ___, ...terms }: GrantState, wanted: GrantTerms): boolean {
  return isDeepStrictEqual(terms, wanted);
}

function grantsOf(kms: Kms, keyId: string): GrantState[] {
  return [...kms.grants.values(`${keyId}/`)];
}

function removeGrant(kms: Kms, grant: GrantState | undefined): void {
  if (grant === undefined) throw kmsErrors.grantNotFound();
  kms.grants.delete(`${grant.keyId}/${grant.id}`);
}

function grantPage(
  kms: Kms,
  grants: readonly GrantState[],
  input: Pick<ListGrantsRequest, "Limit" | "Marker">,
) {
  const page = pageOf(grants, { ...pageRules(input), keyOf: (grant) => `${grant.keyId}/${grant.id}` });
  const Grants = page.items.map((grant) => ({
    KeyId: keyArn(kms, grant.keyId),
    GrantId: grant.id,
    Name: grant.name ?? "",
    CreationDate: new Date(grant.createdMs),
    GranteePrincipal: grant.granteePrincipal,
    ...(grant.retiringPrincipal === undefined ? {} : { RetiringPrincipal: grant.retiringPrincipal }),
    IssuingAccount: `arn:aws:iam::${kms.runtime.accountId}:root`,
    Operations: [...grant.operations],
    ...(grant.constraints === undefined ? {} : { Constraints: grant.constraints }),
  }));
  return { Grants, ...nextMarker(page.nextToken) };
}
