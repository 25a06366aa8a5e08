import type {
  CreateRoleRequest,
  CreateRoleResponse,
  DeleteRoleRequest,
  GetRoleRequest,
  GetRoleResponse,
  ListRolesRequest,
  ListRolesResponse,
  UpdateAssumeRolePolicyRequest,
  UpdateRoleDescriptionRequest,
  UpdateRoleDescriptionResponse,
  UpdateRoleRequest,
  UpdateRoleResponse,
} from "@aws-sdk/client-iam";
import { roleCaller } from "../../../kernel/credentials.ts";
import type { Operation } from "../../../kernel/service.ts";
import { type Directory, entityArn, findPolicy, findRole, iamPage, putRole } from "../directory.ts";
import { iamErrors } from "../errors.ts";
import { checkedPath } from "../names.ts";
import { checkTrustPolicy } from "../policy-document.ts";
import { showRole } from "../show.ts";
import { addTags } from "../tags.ts";

const SHORTEST_SESSION_SECONDS = 3600;
const LONGEST_SESSION_SECONDS = 43_200;
const LONGEST_DESCRIPTION = 1000;

export function createRole(directory: Directory): Operation<CreateRoleRequest, CreateRoleResponse> {
  return (input) => {
    const name = input.RoleName ?? "";
    const path = checkedPath({ name, path: input.Path, longest: 64 });
    checkTrustPolicy(input.AssumeRolePolicyDocument ?? "");
    if (directory.roles.has(name.toLowerCase())) throw iamErrors.exists(`Role with name ${name}`);
    const arn = entityArn(directory, { kind: "role", path, name });
    const boundary = input.PermissionsBoundary && findPolicy(directory, input.PermissionsBoundary).arn;
    const role = {
      ...{ name, path, arn, id: roleIdOf(arn), createdMs: directory.runtime.clock.now() },
      ...{ trustPolicy: input.AssumeRolePolicyDocument ?? "", inlinePolicies: {}, attachedPolicies: [] },
      maxSessionSeconds: checkedSession(input.MaxSessionDuration),
      tags: addTags({}, input.Tags ?? []),
      ...(input.Description === undefined ? {} : { description: checkedDescription(input.Description) }),
      ...(boundary ? { permissionsBoundary: boundary } : {}),
    };
    putRole(directory, role);
    return { Role: showRole(role) };
  };
}

export function getRole(directory: Directory): Operation<GetRoleRequest, GetRoleResponse> {
  return (input) => ({ Role: showRole(findRole(directory, input.RoleName)) });
}

export function listRoles(directory: Directory): Operation<ListRolesRequest, ListRolesResponse> {
  return (input) => {
    const roles = [...directory.roles.values()].filter(({ path }) =>
      path.startsWith(input.PathPrefix ?? "/"),
    );
    const { items, more } = iamPage(roles, { input, keyOf: ({ name }) => name.toLowerCase() });
    return { Roles: items.map((role) => ({ ...showRole(role), Tags: undefined })), ...more };
  };
}

export function updateRole(directory: Directory): Operation<UpdateRoleRequest, UpdateRoleResponse> {
  return (input) => {
    const role = findRole(directory, input.RoleName);
    const maxSessionSeconds =
      input.MaxSessionDuration === undefined
        ? role.maxSessionSeconds
        : checkedSession(input.MaxSessionDuration);
    const description =
      input.Description === undefined ? {} : { description: checkedDescription(input.Description) };
    putRole(directory, { ...role, maxSessionSeconds, ...description });
    return {};
  };
}

export function updateRoleDescription(
  directory: Directory,
): Operation<UpdateRoleDescriptionRequest, UpdateRoleDescriptionResponse> {
  return (input) => {
    const role = findRole(directory, input.RoleName);
    const changed = { ...role, description: checkedDescription(input.Description ?? "") };
    putRole(directory, changed);
    return { Role: showRole(changed) };
  };
}

export function updateAssumeRolePolicy(
  directory: Directory,
): Operation<UpdateAssumeRolePolicyRequest, object> {
  return (input) => {
    const role = findRole(directory, input.RoleName);
    checkTrustPolicy(input.PolicyDocument ?? "");
    putRole(directory, { ...role, trustPolicy: input.PolicyDocument ?? "" });
    return {};
  };
}

/** Deletes a role that has no policies left and is in no instance profile. */
export function deleteRole(directory: Directory): Operation<DeleteRoleRequest, object> {
  return (input) => {
    const role = findRole(directory, input.RoleName);
    if (Object.keys(role.inlinePolicies).length > 0) {
      throw iamErrors.conflict("Cannot delete entity, must delete policies first.");
    }
    if (role.attachedPolicies.length > 0) {
      throw iamErrors.conflict("Cannot delete entity, must detach all policies first.");
    }
    if ([...directory.profiles.values()].some(({ roleName }) => roleName === role.name)) {
      throw iamErrors.conflict("Cannot delete entity, must remove roles from instance profile first.");
    }
    directory.roles.delete(role.name.toLowerCase());
    return {};
  };
}

/** The id that sessions of the role carry in their `UserId`, so that both agree. */
function roleIdOf(roleArn: string): string {
  return roleCaller({ roleArn, sessionName: "" }).userId.slice(0, -1);
}

function checkedSession(seconds = SHORTEST_SESSION_SECONDS): number {
  if (seconds >= SHORTEST_SESSION_SECONDS && seconds <= LONGEST_SESSION_SECONDS) return seconds;
  throw iamErrors.validation(
    `MaxSessionDuration must be ${SHORTEST_SESSION_SECONDS} to ${LONGEST_SESSION_SECONDS} seconds, is ${seconds}.`,
  );
}

function checkedDescription(text: string): string {
  if (text.length <= LONGEST_DESCRIPTION) return text;
  throw iamErrors.validation(`Description has at most ${LONGEST_DESCRIPTION} characters.`);
}
