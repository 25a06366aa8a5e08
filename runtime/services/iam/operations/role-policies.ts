import type {
  AttachRolePolicyRequest,
  DeleteRolePermissionsBoundaryRequest,
  DeleteRolePolicyRequest,
  DetachRolePolicyRequest,
  GetRolePolicyRequest,
  GetRolePolicyResponse,
  ListAttachedRolePoliciesRequest,
  ListAttachedRolePoliciesResponse,
  ListRolePoliciesRequest,
  ListRolePoliciesResponse,
  PutRolePermissionsBoundaryRequest,
  PutRolePolicyRequest,
} from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import { type Directory, findPolicy, findRole, iamPage, putRole } from "../directory.ts";
import { iamErrors } from "../errors.ts";
import { checkedPath } from "../names.ts";
import { checkIdentityPolicy, encodeDocument } from "../policy-document.ts";

const LARGEST_INLINE_CHARACTERS = 10_240;
const MOST_ATTACHED = 20;

/** Adds or replaces an inline policy. All of them together have at most 10,240 characters without white space. */
export function putRolePolicy(directory: Directory): Operation<PutRolePolicyRequest, object> {
  return (input) => {
    const role = findRole(directory, input.RoleName);
    const name = input.PolicyName ?? "";
    checkedPath({ name, longest: 128 });
    checkIdentityPolicy(input.PolicyDocument ?? "");
    const inlinePolicies = { ...role.inlinePolicies, [name]: input.PolicyDocument ?? "" };
    const characters = Object.values(inlinePolicies).join("").replace(/\s/g, "").length;
    if (characters > LARGEST_INLINE_CHARACTERS) {
      throw iamErrors.limit(
        `Maximum policy size of ${LARGEST_INLINE_CHARACTERS} bytes exceeded for role ${role.name}`,
      );
    }
    putRole(directory, { ...role, inlinePolicies });
    return {};
  };
}

export function getRolePolicy(directory: Directory): Operation<GetRolePolicyRequest, GetRolePolicyResponse> {
  return (input) => {
    const role = findRole(directory, input.RoleName);
    const document = role.inlinePolicies[input.PolicyName ?? ""];
    if (document === undefined) throw iamErrors.noSuchRolePolicy(input.PolicyName ?? "");
    return { RoleName: role.name, PolicyName: input.PolicyName, PolicyDocument: encodeDocument(document) };
  };
}

export function listRolePolicies(
  directory: Directory,
): Operation<ListRolePoliciesRequest, ListRolePoliciesResponse> {
  return (input) => {
    const names = Object.keys(findRole(directory, input.RoleName).inlinePolicies).sort();
    const { items, more } = iamPage(names, { input, keyOf: (name) => name });
    return { PolicyNames: [...items], ...more };
  };
}

export function deleteRolePolicy(directory: Directory): Operation<DeleteRolePolicyRequest, object> {
  return (input) => {
    const role = findRole(directory, input.RoleName);
    const { [input.PolicyName ?? ""]: removed, ...inlinePolicies } = role.inlinePolicies;
    if (removed === undefined) throw iamErrors.noSuchRolePolicy(input.PolicyName ?? "");
    putRole(directory, { ...role, inlinePolicies });
    return {};
  };
}

export function attachRolePolicy(directory: Directory): Operation<AttachRolePolicyRequest, object> {
  return (input) => {
    const role = findRole(directory, input.RoleName);
    const { arn } = findPolicy(directory, input.PolicyArn);
    if (role.attachedPolicies.includes(arn)) return {};
    if (role.attachedPolicies.length >= MOST_ATTACHED) {
      throw iamErrors.limit(`Cannot exceed quota for PoliciesPerRole: ${MOST_ATTACHED}`);
    }
    putRole(directory, { ...role, attachedPolicies: [...role.attachedPolicies, arn] });
    return {};
  };
}

export function detachRolePolicy(directory: Directory): Operation<DetachRolePolicyRequest, object> {
  return (input) => {
    const role = findRole(directory, input.RoleName);
    const arn = input.PolicyArn ?? "";
    if (!role.attachedPolicies.includes(arn)) throw iamErrors.notAttached(arn);
    putRole(directory, {
      ...role,
      attachedPolicies: role.attachedPolicies.filter((attached) => attached !== arn),
    });
    return {};
  };
}

export function listAttachedRolePolicies(
  directory: Directory,
): Operation<ListAttachedRolePoliciesRequest, ListAttachedRolePoliciesResponse> {
  return (input) => {
    const policies = findRole(directory, input.RoleName)
      .attachedPolicies.map((arn) => findPolicy(directory, arn))
      .filter(({ path }) => path.startsWith(input.PathPrefix ?? "/"))
      .sort((a, b) => (a.arn < b.arn ? -1 : 1));
    const { items, more } = iamPage(policies, { input, keyOf: ({ arn }) => arn });
    return {
      AttachedPolicies: items.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn })),
      ...more,
    };
  };
}

export function putRolePermissionsBoundary(
  directory: Directory,
): Operation<PutRolePermissionsBoundaryRequest, object> {
  return (input) => {
    const role = findRole(directory, input.RoleName);
    putRole(directory, {
      ...role,
      permissionsBoundary: findPolicy(directory, input.PermissionsBoundary).arn,
    });
    return {};
  };
}

export function deleteRolePermissionsBoundary(
  directory: Directory,
): Operation<DeleteRolePermissionsBoundaryRequest, object> {
  return (input) => {
    const { permissionsBoundary: _, ...role } = findRole(directory, input.RoleName);
    putRole(directory, role);
    return {};
  };
}
