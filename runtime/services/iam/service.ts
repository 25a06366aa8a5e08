import * as sdk from "@aws-sdk/client-iam";
import type { ServiceFactory } from "../../kernel/service.ts";
import { openDirectory } from "./directory.ts";
import {
  addRoleToInstanceProfile,
  createInstanceProfile,
  deleteInstanceProfile,
  getInstanceProfile,
  listInstanceProfiles,
  listInstanceProfilesForRole,
  removeRoleFromInstanceProfile,
} from "./operations/instance-profiles.ts";
import {
  createPolicy,
  deletePolicy,
  getPolicy,
  listEntitiesForPolicy,
  listPolicies,
} from "./operations/policies.ts";
import {
  createPolicyVersion,
  deletePolicyVersion,
  getPolicyVersion,
  listPolicyVersions,
  setDefaultPolicyVersion,
} from "./operations/policy-versions.ts";
import {
  attachRolePolicy,
  deleteRolePermissionsBoundary,
  deleteRolePolicy,
  detachRolePolicy,
  getRolePolicy,
  listAttachedRolePolicies,
  listRolePolicies,
  putRolePermissionsBoundary,
  putRolePolicy,
} from "./operations/role-policies.ts";
import {
  createRole,
  deleteRole,
  getRole,
  listRoles,
  updateAssumeRolePolicy,
  updateRole,
  updateRoleDescription,
} from "./operations/roles.ts";
import {
  listInstanceProfileTags,
  listPolicyTags,
  listRoleTags,
  tagInstanceProfile,
  tagPolicy,
  tagRole,
  untagInstanceProfile,
  untagPolicy,
  untagRole,
} from "./operations/tags.ts";

/** AWS IAM: roles, managed and inline policies, instance profiles. Users and groups are not emulated. */
export const createIam: ServiceFactory = (runtime) => {
  const directory = openDirectory(runtime);
  return {
    signingName: "iam",
    protocol: "awsQuery",
    sdk,
    operations: {
      AddRoleToInstanceProfile: addRoleToInstanceProfile(directory),
      AttachRolePolicy: attachRolePolicy(directory),
      CreateInstanceProfile: createInstanceProfile(directory),
      CreatePolicy: createPolicy(directory),
      CreatePolicyVersion: createPolicyVersion(directory),
      CreateRole: createRole(directory),
      DeleteInstanceProfile: deleteInstanceProfile(directory),
      DeletePolicy: deletePolicy(directory),
      DeletePolicyVersion: deletePolicyVersion(directory),
      DeleteRole: deleteRole(directory),
      DeleteRolePermissionsBoundary: deleteRolePermissionsBoundary(directory),
      DeleteRolePolicy: deleteRolePolicy(directory),
      DetachRolePolicy: detachRolePolicy(directory),
      GetInstanceProfile: getInstanceProfile(directory),
      GetPolicy: getPolicy(directory),
      GetPolicyVersion: getPolicyVersion(directory),
      GetRole: getRole(directory),
      GetRolePolicy: getRolePolicy(directory),
      ListAttachedRolePolicies: listAttachedRolePolicies(directory),
      ListEntitiesForPolicy: listEntitiesForPolicy(directory),
      ListInstanceProfileTags: listInstanceProfileTags(directory),
      ListInstanceProfiles: listInstanceProfiles(directory),
      ListInstanceProfilesForRole: listInstanceProfilesForRole(directory),
      ListPolicies: listPolicies(directory),
      ListPolicyTags: listPolicyTags(directory),
      ListPolicyVersions: listPolicyVersions(directory),
      ListRolePolicies: listRolePolicies(directory),
      ListRoleTags: listRoleTags(directory),
      ListRoles: listRoles(directory),
      PutRolePermissionsBoundary: putRolePermissionsBoundary(directory),
      PutRolePolicy: putRolePolicy(directory),
      RemoveRoleFromInstanceProfile: removeRoleFromInstanceProfile(directory),
      SetDefaultPolicyVersion: setDefaultPolicyVersion(directory),
      TagInstanceProfile: tagInstanceProfile(directory),
      TagPolicy: tagPolicy(directory),
      TagRole: tagRole(directory),
      UntagInstanceProfile: untagInstanceProfile(directory),
      UntagPolicy: untagPolicy(directory),
      UntagRole: untagRole(directory),
      UpdateAssumeRolePolicy: updateAssumeRolePolicy(directory),
      UpdateRole: updateRole(directory),
      UpdateRoleDescription: updateRoleDescription(directory),
    },
  };
};
