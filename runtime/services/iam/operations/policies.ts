import type {
  CreatePolicyRequest,
  CreatePolicyResponse,
  DeletePolicyRequest,
  GetPolicyRequest,
  GetPolicyResponse,
  ListEntitiesForPolicyRequest,
  ListEntitiesForPolicyResponse,
  ListPoliciesRequest,
  ListPoliciesResponse,
} from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { awsManagedPolicies } from "../aws-managed-policies.ts";
import { type Directory, entityArn, findOwnPolicy, findPolicy, iamPage } from "../directory.ts";
import { iamErrors } from "../errors.ts";
import type { PolicyState } from "../iam-state.ts";
import { checkedPath, newUniqueId } from "../names.ts";
import { checkIdentityPolicy } from "../policy-document.ts";
import { showPolicy } from "../show.ts";
import { addTags } from "../tags.ts";

export function createPolicy(directory: Directory): Operation<CreatePolicyRequest, CreatePolicyResponse> {
  return (input) => {
    const name = input.PolicyName ?? "";
    const path = checkedPath({ name, path: input.Path, longest: 128 });
    const document = input.PolicyDocument ?? "";
    checkIdentityPolicy(document);
    const arn = entityArn(directory, { kind: "policy", path, name });
    const lower = name.toLowerCase();
    if ([...directory.policies.values()].some((policy) => policy.name.toLowerCase() === lower)) {
      throw iamErrors.exists(`A policy called ${name}`);
    }
    const now = directory.runtime.clock.now();
    const policy: PolicyState = {
      ...{ name, path, arn, id: newUniqueId("ANPA"), createdMs: now, updatedMs: now },
      ...{ defaultVersion: "v1", lastVersion: 1, versions: [{ id: "v1", document, createdMs: now }] },
      tags: addTags({}, input.Tags ?? []),
      ...(input.Description === undefined ? {} : { description: input.Description }),
    };
    directory.policies.put(arn, policy);
    return { Policy: showPolicy(directory, policy) };
  };
}

export function getPolicy(directory: Directory): Operation<GetPolicyRequest, GetPolicyResponse> {
  return (input) => ({ Policy: showPolicy(directory, findPolicy(directory, input.PolicyArn)) });
}

export function listPolicies(directory: Directory): Operation<ListPoliciesRequest, ListPoliciesResponse> {
  return (input) => {
    const own = input.Scope === "AWS" ? [] : [...directory.policies.values()];
    const managed = input.Scope === "Local" ? [] : [...awsManagedPolicies.values()];
    const shown = [...own, ...managed]
      .filter(({ path }) => path.startsWith(input.PathPrefix ?? "/"))
      .map((policy) => showPolicy(directory, policy))
      .filter((policy) => !input.OnlyAttached || (policy.AttachmentCount ?? 0) > 0)
      .filter((policy) => matchesUsage(input.PolicyUsageFilter, policy.PermissionsBoundaryUsageCount ?? 0))
      .sort((a, b) => ((a.Arn ?? "") < (b.Arn ?? "") ? -1 : 1));
    const { items, more } = iamPage(shown, { input, keyOf: ({ Arn }) => Arn ?? "" });
    return { Policies: [...items], ...more };
  };
}

/** The roles that a policy is attached to. Users and groups are not emulated, so there are none. */
export function listEntitiesForPolicy(
  directory: Directory,
): Operation<ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse> {
  return (input) => {
    const { arn } = findPolicy(directory, input.PolicyArn);
    const asBoundary = input.PolicyUsageFilter === "PermissionsBoundary";
    const wanted = input.EntityFilter === undefined || input.EntityFilter === "Role";
    const roles = (wanted ? [...directory.roles.values()] : [])
      .filter(({ path }) => path.startsWith(input.PathPrefix ?? "/"))
      .filter((role) =>
        asBoundary ? role.permissionsBoundary === arn : role.attachedPolicies.includes(arn),
      );
    const { items, more } = iamPage(roles, { input, keyOf: ({ name }) => name.toLowerCase() });
    const PolicyRoles = items.map(({ name, id }) => ({ RoleName: name, RoleId: id }));
    return { PolicyRoles, PolicyUsers: [], PolicyGroups: [], ...more };
  };
}

/** Deletes a policy that is attached nowhere and has no version but its default one. */
export function deletePolicy(directory: Directory): Operation<DeletePolicyRequest, object> {
  return (input) => {
    const policy = findOwnPolicy(directory, input.PolicyArn);
    const shown = showPolicy(directory, policy);
    if ((shown.AttachmentCount ?? 0) + (shown.PermissionsBoundaryUsageCount ?? 0) > 0) {
      throw iamErrors.conflict("Cannot delete a policy attached to entities.");
    }
    if (policy.versions.length > 1) {
      throw iamErrors.conflict(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions.",
      );
    }
    directory.policies.delete(policy.arn);
    return {};
  };
}

function matchesUsage(filter: ListPoliciesRequest["PolicyUsageFilter"], boundaryUses: number): boolean {
  return filter !== "PermissionsBoundary" || boundaryUses > 0;
}
