import type { InstanceProfile, Policy, Role } from "@aws-sdk/client-iam";
import type { Directory } from "./directory.ts";
import type { InstanceProfileState, PolicyState, RoleState } from "./iam-state.ts";
import { encodeDocument } from "./policy-document.ts";
import { tagList } from "./tags.ts";

/** A role as IAM shows it. */
export function showRole(role: RoleState): Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdMs),
    AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
    MaxSessionDuration: role.maxSessionSeconds,
    Tags: tagList(role.tags),
    ...(role.description === undefined ? {} : { Description: role.description }),
    ...(role.permissionsBoundary === undefined
      ? {}
      : {
          PermissionsBoundary: {
            PermissionsBoundaryType: "PermissionsBoundaryPolicy",
            PermissionsBoundaryArn: role.permissionsBoundary,
          },
        }),
  };
}

export function showProfile({ roles }: Directory, profile: InstanceProfileState): InstanceProfile {
  const role = profile.roleName === undefined ? undefined : roles.get(profile.roleName.toLowerCase());
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    CreateDate: new Date(profile.createdMs),
    Roles: role === undefined ? [] : [showRole(role)],
    Tags: tagList(profile.tags),
  };
}

export function showPolicy(directory: Directory, policy: PolicyState): Policy {
  const roles = [...directory.roles.values()];
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: roles.filter(({ attachedPolicies }) => attachedPolicies.includes(policy.arn)).length,
    PermissionsBoundaryUsageCount: roles.filter((role) => role.permissionsBoundary === policy.arn).length,
    IsAttachable: true,
    CreateDate: new Date(policy.createdMs),
    UpdateDate: new Date(policy.updatedMs),
    Tags: tagList(policy.tags),
    ...(policy.description === undefined ? {} : { Description: policy.description }),
  };
}
