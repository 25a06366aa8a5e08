import type {
  ListTagsRequest,
  ListTagsResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from "@aws-sdk/client-lambda";
import type { Operation } from "../../../kernel/service.ts";
import { resolveFunction } from "../function-reference.ts";
import type { Lambda } from "../lambda.ts";

/** https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html */
export function tagResource(lambda: Lambda): Operation<TagResourceRequest, object> {
  return (input) => {
    const { fn } = resolveFunction(lambda, input.Resource ?? "");
    lambda.state.functions.put(fn.latest.name, { ...fn, tags: { ...fn.tags, ...input.Tags } });
    return {};
  };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_UntagResource.html */
export function untagResource(lambda: Lambda): Operation<UntagResourceRequest, object> {
  return (input) => {
    const { fn } = resolveFunction(lambda, input.Resource ?? "");
    const left = Object.entries(fn.tags).filter(([key]) => !input.TagKeys?.includes(key));
    lambda.state.functions.put(fn.latest.name, { ...fn, tags: Object.fromEntries(left) });
    return {};
  };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListTags.html */
export function listTags(lambda: Lambda): Operation<ListTagsRequest, ListTagsResponse> {
  return (input) => ({ Tags: { ...resolveFunction(lambda, input.Resource ?? "").fn.tags } });
}
