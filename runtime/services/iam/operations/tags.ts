import type {
  ListInstanceProfileTagsRequest,
  ListPolicyTagsRequest,
  ListRoleTagsRequest,
  Tag,
  TagInstanceProfileRequest,
  TagPolicyRequest,
  TagRoleRequest,
  UntagInstanceProfileRequest,
  UntagPolicyRequest,
  UntagRoleRequest,
} from "@aws-sdk/client-iam";
import type { Operation } from "../../../kernel/service.ts";
import {
  type Directory,
  findOwnPolicy,
  findPolicy,
  findProfile,
  findRole,
  iamPage,
  type PageRequest,
  putProfile,
  putRole,
} from "../directory.ts";
import { addTags, removeTags, tagList } from "../tags.ts";

interface TagPage {
  readonly Tags: Tag[];
  readonly IsTruncated: boolean;
  readonly Marker?: string;
}

export function tagRole(directory: Directory): Operation<TagRoleRequest, object> {
  return (input) => {
    const role = findRole(directory, input.RoleName);
    putRole(directory, { ...role, tags: addTags(role.tags, input.Tags ?? []) });
    return {};
  };
}

export function untagRole(directory: Directory): Operation<UntagRoleRequest, object> {
  return (input) => {
    const role = findRole(directory, input.RoleName);
    putRole(directory, { ...role, tags: removeTags(role.tags, input.TagKeys ?? []) });
    return {};
  };
}

export function listRoleTags(directory: Directory): Operation<ListRoleTagsRequest, TagPage> {
  return (input) => tagPage(findRole(directory, input.RoleName).tags, input);
}

export function tagInstanceProfile(directory: Directory): Operation<TagInstanceProfileRequest, object> {
  return (input) => {
    const profile = findProfile(directory, input.InstanceProfileName);
    putProfile(directory, { ...profile, tags: addTags(profile.tags, input.Tags ?? []) });
    return {};
  };
}

export function untagInstanceProfile(directory: Directory): Operation<UntagInstanceProfileRequest, object> {
  return (input) => {
    const profile = findProfile(directory, input.InstanceProfileName);
    putProfile(directory, { ...profile, tags: removeTags(profile.tags, input.TagKeys ?? []) });
    return {};
  };
}

export function listInstanceProfileTags(
  directory: Directory,
): Operation<ListInstanceProfileTagsRequest, TagPage> {
  return (input) => tagPage(findProfile(directory, input.InstanceProfileName).tags, input);
}

export function tagPolicy(directory: Directory): Operation<TagPolicyRequest, object> {
  return (input) => {
    const policy = findOwnPolicy(directory, input.PolicyArn);
    directory.policies.put(policy.arn, { ...policy, tags: addTags(policy.tags, input.Tags ?? []) });
    return {};
  };
}

export function untagPolicy(directory: Directory): Operation<UntagPolicyRequest, object> {
  return (input) => {
    const policy = findOwnPolicy(directory, input.PolicyArn);
    directory.policies.put(policy.arn, { ...policy, tags: removeTags(policy.tags, input.TagKeys ?? []) });
    return {};
  };
}

export function listPolicyTags(directory: Directory): Operation<ListPolicyTagsRequest, TagPage> {
  return (input) => tagPage(findPolicy(directory, input.PolicyArn).tags, input);
}

function tagPage(tags: Readonly<Record<string, string>>, input: PageRequest): TagPage {
  const sorted = tagList(tags).sort((a, b) => ((a.Key ?? "") < (b.Key ?? "") ? -1 : 1));
  const { items, more } = iamPage(sorted, { input, keyOf: ({ Key }) => Key ?? "" });
  return { Tags: [...items], ...more };
}
