import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Operation } from "../../../kernel/service.ts";
import { findGroup, type Logs } from "../logs.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html */
export function tagResource(logs: Logs): Operation<TagResourceRequest, object> {
  return (input) => {
    const group = findGroup(logs, undefined, input.resourceArn);
    logs.state.groups.put(group.name, { ...group, tags: { ...group.tags, ...input.tags } });
    return {};
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UntagResource.html */
export function untagResource(logs: Logs): Operation<UntagResourceRequest, object> {
  return (input) => {
    const group = findGroup(logs, undefined, input.resourceArn);
    const left = Object.entries(group.tags).filter(([key]) => !input.tagKeys?.includes(key));
    logs.state.groups.put(group.name, { ...group, tags: Object.fromEntries(left) });
    return {};
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsForResource.html */
export function listTagsForResource(
  logs: Logs,
): Operation<ListTagsForResourceRequest, ListTagsForResourceResponse> {
  return (input) => ({ tags: { ...findGroup(logs, undefined, input.resourceArn).tags } });
}
