import type {
  AddTagsToResourceRequest,
  ListTagsForResourceRequest,
  ListTagsForResourceResult,
  RemoveTagsFromResourceRequest,
} from "@aws-sdk/client-ssm";
import type { Operation } from "../../../../kernel/service.ts";
import { parameterErrors } from "../errors.ts";
import type { ParameterState } from "../parameter-state.ts";
import type { ParameterStore } from "../parameter-store.ts";
import { addTags } from "../tags.ts";

export function addTagsToParameter(store: ParameterStore): Operation<AddTagsToResourceRequest, object> {
  return (input) => {
    const parameter = findTagged(store, input);
    store.parameters.put(parameter.name, { ...parameter, tags: addTags(parameter.tags, input.Tags ?? []) });
    return {};
  };
}

export function removeTagsFromParameter(
  store: ParameterStore,
): Operation<RemoveTagsFromResourceRequest, object> {
  return (input) => {
    const parameter = findTagged(store, input);
    const left = Object.entries(parameter.tags).filter(([key]) => !input.TagKeys?.includes(key));
    store.parameters.put(parameter.name, { ...parameter, tags: Object.fromEntries(left) });
    return {};
  };
}

export function listTagsForParameter(
  store: ParameterStore,
): Operation<ListTagsForResourceRequest, ListTagsForResourceResult> {
  return (input) => {
    const { tags } = findTagged(store, input);
    return { TagList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  };
}

function findTagged(
  store: ParameterStore,
  {
    ResourceType: type,
    ResourceId: id = "",
  }: Pick<ListTagsForResourceRequest, "ResourceType" | "ResourceId">,
): ParameterState {
  if (type !== "Parameter") throw parameterErrors.resourceType(type ?? "");
  const parameter = store.parameters.get(id) ?? store.parameters.get(`/${id}`);
  if (parameter === undefined) throw parameterErrors.resourceId(id);
  return parameter;
}
