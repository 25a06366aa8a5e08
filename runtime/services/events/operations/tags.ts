import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  Tag,
  TagResourceRequest,
  UntagResourceRequest,
} from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../kernel/service.ts";
import { type Events, findRule } from "../events.ts";
import type { Rule } from "../state.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TagResource.html */
export function tagResource(events: Events): Operation<TagResourceRequest, object> {
  return (input) => {
    const rule = find(events, input.ResourceARN);
    events.state.rules.put(rule.name, { ...rule, tags: { ...rule.tags, ...toRecord(input.Tags) } });
    return {};
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UntagResource.html */
export function untagResource(events: Events): Operation<UntagResourceRequest, object> {
  return (input) => {
    const rule = find(events, input.ResourceARN);
    const left = Object.entries(rule.tags).filter(([key]) => !input.TagKeys?.includes(key));
    events.state.rules.put(rule.name, { ...rule, tags: Object.fromEntries(left) });
    return {};
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTagsForResource.html */
export function listTagsForResource(
  events: Events,
): Operation<ListTagsForResourceRequest, ListTagsForResourceResponse> {
  return (input) => {
    const { tags } = find(events, input.ResourceARN);
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  };
}

function find(events: Events, arn: string | undefined): Rule {
  return findRule(events, (arn ?? "").split("/").pop(), undefined);
}

/** Tags as the wire has them, by key. */
export function toRecord(tags: readonly Tag[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]));
}
