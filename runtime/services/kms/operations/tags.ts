import type {
  ListResourceTagsRequest,
  ListResourceTagsResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from "@aws-sdk/client-kms";
import type { Operation } from "../../../kernel/service.ts";
import { pageOf } from "../../../protocol/page.ts";
import { findChangeableKey, findKeyById, type Kms } from "../key-registry.ts";
import { nextMarker, pageRules } from "../request-rules.ts";
import { checkTagCount, tagsFromList } from "../tags.ts";

export function tagResource(kms: Kms): Operation<TagResourceRequest, object> {
  return (input) => {
    const key = findChangeableKey(kms, input.KeyId);
    const tags = { ...key.tags, ...tagsFromList(input.Tags ?? []) };
    checkTagCount(tags);
    kms.keys.put(key.id, { ...key, tags });
    return {};
  };
}

export function untagResource(kms: Kms): Operation<UntagResourceRequest, object> {
  return (input) => {
    const key = findChangeableKey(kms, input.KeyId);
    const left = Object.entries(key.tags).filter(([name]) => !input.TagKeys?.includes(name));
    kms.keys.put(key.id, { ...key, tags: Object.fromEntries(left) });
    return {};
  };
}

export function listResourceTags(kms: Kms): Operation<ListResourceTagsRequest, ListResourceTagsResponse> {
  return (input) => {
    const tags = Object.entries(findKeyById(kms, input.KeyId).tags).sort(([a], [b]) => (a < b ? -1 : 1));
    const page = pageOf(tags, { ...pageRules(input), keyOf: ([name]) => name });
    const Tags = page.items.map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
    return { Tags, ...nextMarker(page.nextToken) };
  };
}
