import type { Runtime } from "../../kernel/service.ts";
import { pageOf } from "../../protocol/page.ts";
import type { Collection } from "../../storage/store.ts";
import { awsManagedPolicies } from "./aws-managed-policies.ts";
import { iamErrors } from "./errors.ts";
import type { InstanceProfileState, PolicyState, RoleState } from "./iam-state.ts";

/** What the operations of IAM share. Names are unique whatever their case, so they are the keys in lower case. */
export interface Directory {
  readonly runtime: Runtime;
  readonly roles: Collection<RoleState>;
  readonly profiles: Collection<InstanceProfileState>;
  /** The customer's managed policies, by ARN. */
  readonly policies: Collection<PolicyState>;
}

export function openDirectory(runtime: Runtime): Directory {
  return {
    runtime,
    roles: runtime.store.collection("iam.roles"),
    profiles: runtime.store.collection("iam.instance-profiles"),
    policies: runtime.store.collection("iam.policies"),
  };
}

/** `arn:aws:iam::ACCOUNT:role/path/name` and its like. */
export function entityArn(
  { runtime }: Directory,
  {
    kind,
    path,
    name,
  }: Readonly<{ kind: "role" | "instance-profile" | "policy"; path: string; name: string }>,
): string {
  return `arn:aws:iam::${runtime.accountId}:${kind}${path}${name}`;
}

export function findRole({ roles }: Directory, name: string | undefined): RoleState {
  const role = roles.get((name ?? "").toLowerCase());
  if (role?.name !== name || role === undefined) throw iamErrors.noSuchRole(name ?? "");
  return role;
}

export function putRole({ roles }: Directory, role: RoleState): void {
  roles.put(role.name.toLowerCase(), role);
}

export function findProfile({ profiles }: Directory, name: string | undefined): InstanceProfileState {
  const profile = profiles.get((name ?? "").toLowerCase());
  if (profile?.name !== name || profile === undefined) throw iamErrors.noSuchProfile(name ?? "");
  return profile;
}

export function putProfile({ profiles }: Directory, profile: InstanceProfileState): void {
  profiles.put(profile.name.toLowerCase(), profile);
}

/** A managed policy of the account's or of AWS's. */
export function findPolicy({ policies }: Directory, arn: string | undefined): PolicyState {
  const policy = policies.get(arn ?? "") ?? awsManagedPolicies.get(arn ?? "");
  if (policy === undefined) throw iamErrors.noSuchPolicy(arn ?? "");
  return policy;
}

/** A managed policy that the account may change. */
export function findOwnPolicy(directory: Directory, arn: string | undefined): PolicyState {
  const policy = findPolicy(directory, arn);
  if (!directory.policies.has(policy.arn)) throw iamErrors.invalid(`${policy.arn} is AWS's own policy.`);
  return policy;
}

export interface PageRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** One page of a listing that is sorted by `keyOf`, with IAM's marker members. */
export function iamPage<Item>(
  items: Iterable<Item>,
  { input, keyOf }: Readonly<{ input: PageRequest; keyOf: (item: Item) => string }>,
): { items: readonly Item[]; more: { IsTruncated: boolean; Marker?: string } } {
  const limit = input.MaxItems ?? 100;
  if (limit < 1 || limit > 1000) throw iamErrors.validation(`MaxItems must be 1 to 1000, is ${limit}.`);
  const page = pageOf(items, { limit, token: input.Marker, keyOf, invalidTokenCode: "ValidationError" });
  const more =
    page.nextToken === undefined ? { IsTruncated: false } : { IsTruncated: true, Marker: page.nextToken };
  return { items: page.items, more };
}
