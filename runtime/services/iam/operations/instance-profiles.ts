import type {
  AddRoleToInstanceProfileRequest,
  CreateInstanceProfileRequest,
  CreateInstanceProfileResponse,
  DeleteInstanceProfileRequest,
  GetInstanceProfileRequest,
  GetInstanceProfileResponse,
  ListInstanceProfilesForRoleRequest,
  ListInstanceProfilesForRoleResponse,
  ListInstanceProfilesRequest,
  ListInstanceProfilesResponse,
  RemoveRoleFromInstanceProfileRequest,
} from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import {
  type Directory,
  entityArn,
  findProfile,
  findRole,
  iamPage,
  type PageRequest,
  putProfile,
} from "../directory.ts";
import { iamErrors } from "../errors.ts";
import type { InstanceProfileState } from "../iam-state.ts";
import { checkedPath, newUniqueId } from "../names.ts";
import { showProfile } from "../show.ts";
import { addTags } from "../tags.ts";

export function createInstanceProfile(
  directory: Directory,
): Operation<CreateInstanceProfileRequest, CreateInstanceProfileResponse> {
  return (input) => {
    const name = input.InstanceProfileName ?? "";
    const path = checkedPath({ name, path: input.Path, longest: 128 });
    if (directory.profiles.has(name.toLowerCase())) throw iamErrors.exists(`Instance Profile ${name}`);
    const arn = entityArn(directory, { kind: "instance-profile", path, name });
    const createdMs = directory.runtime.clock.now();
    const tags = addTags({}, input.Tags ?? []);
    const profile: InstanceProfileState = { name, path, arn, id: newUniqueId("AIPA"), createdMs, tags };
    putProfile(directory, profile);
    return { InstanceProfile: showProfile(directory, profile) };
  };
}

export function getInstanceProfile(
  directory: Directory,
): Operation<GetInstanceProfileRequest, GetInstanceProfileResponse> {
  return (input) => ({
    InstanceProfile: showProfile(directory, findProfile(directory, input.InstanceProfileName)),
  });
}

export function listInstanceProfiles(
  directory: Directory,
): Operation<ListInstanceProfilesRequest, ListInstanceProfilesResponse> {
  return (input) => {
    const below = [...directory.profiles.values()].filter(({ path }) =>
      path.startsWith(input.PathPrefix ?? "/"),
    );
    return profilePage(directory, below, input);
  };
}

export function listInstanceProfilesForRole(
  directory: Directory,
): Operation<ListInstanceProfilesForRoleRequest, ListInstanceProfilesForRoleResponse> {
  return (input) => {
    const { name } = findRole(directory, input.RoleName);
    const having = [...directory.profiles.values()].filter(({ roleName }) => roleName === name);
    return profilePage(directory, having, input);
  };
}

/** Puts the one role into a profile that an instance of it gets. */
export function addRoleToInstanceProfile(
  directory: Directory,
): Operation<AddRoleToInstanceProfileRequest, object> {
  return (input) => {
    const profile = findProfile(directory, input.InstanceProfileName);
    const role = findRole(directory, input.RoleName);
    if (profile.roleName !== undefined)
      throw iamErrors.limit("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
    putProfile(directory, { ...profile, roleName: role.name });
    return {};
  };
}

export function removeRoleFromInstanceProfile(
  directory: Directory,
): Operation<RemoveRoleFromInstanceProfileRequest, object> {
  return (input) => {
    const { roleName, ...profile } = findProfile(directory, input.InstanceProfileName);
    if (roleName === undefined || roleName !== input.RoleName)
      throw iamErrors.noSuchRole(input.RoleName ?? "");
    putProfile(directory, profile);
    return {};
  };
}

export function deleteInstanceProfile(directory: Directory): Operation<DeleteInstanceProfileRequest, object> {
  return (input) => {
    const profile = findProfile(directory, input.InstanceProfileName);
    if (profile.roleName !== undefined) {
      throw iamErrors.conflict("Cannot delete entity, must remove roles from instance profile first.");
    }
    directory.profiles.delete(profile.name.toLowerCase());
    return {};
  };
}

function profilePage(directory: Directory, profiles: readonly InstanceProfileState[], input: PageRequest) {
  const { items, more } = iamPage(profiles, { input, keyOf: ({ name }) => name.toLowerCase() });
  return { InstanceProfiles: items.map((profile) => showProfile(directory, profile)), ...more };
}
