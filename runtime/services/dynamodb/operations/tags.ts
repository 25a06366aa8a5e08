import type {
  ListTagsOfResourceInput,
  ListTagsOfResourceOutput,
  TagResourceInput,
  UntagResourceInput,
} from "@aws-sdk/client-dynamodb";
import type { Operation } from "../../../kernel/service.ts";
import { type Dynamo, findSettings } from "../dynamo.ts";
import { toRecord } from "./create-table.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html */
export function tagResource(dynamo: Dynamo): Operation<TagResourceInput, object> {
  return (input) => {
    const settings = findSettings(dynamo, input.ResourceArn);
    dynamo.tables.put(settings.name, { ...settings, tags: { ...settings.tags, ...toRecord(input.Tags) } });
    return {};
  };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UntagResource.html */
export function untagResource(dynamo: Dynamo): Operation<UntagResourceInput, object> {
  return (input) => {
    const settings = findSettings(dynamo, input.ResourceArn);
    const left = Object.entries(settings.tags).filter(([key]) => !input.TagKeys?.includes(key));
    dynamo.tables.put(settings.name, { ...settings, tags: Object.fromEntries(left) });
    return {};
  };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html */
export function listTagsOfResource(
  dynamo: Dynamo,
): Operation<ListTagsOfResourceInput, ListTagsOfResourceOutput> {
  return (input) => {
    const { tags } = findSettings(dynamo, input.ResourceArn);
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  };
}
