import type {
  AddTagsToResourceRequest,
  ListTagsForResourceRequest,
  ListTagsForResourceResult,
  RemoveTagsFromResourceRequest,
} from "@aws-sdk/client-ssm";
import { ownEntry } from "../../kernel/own-entry.ts";
import type { Operation, Runtime } from "../../kernel/service.ts";
import type { Collection } from "../../storage/store.ts";
import type { DocumentRecord } from "./commands/records.ts";
import { parameterErrors } from "./parameters/errors.ts";
import type { ParameterState } from "./parameters/parameter-state.ts";
import { addTags } from "./parameters/tags.ts";

type Tags = Readonly<Record<string, string>>;

/** A resource whose tags can be read and replaced. */
interface Tagged {
  readonly tags: Tags;
  replace(tags: Tags): void;
}

type FindTagged = (resourceId: string) => Tagged | undefined;

/** The tag operations of Systems Manager, over the kinds of resources that are emulated. */
export function createTagOperations({ store }: Runtime): Readonly<Record<string, Operation>> {
  const kinds: Readonly<Record<string, FindTagged>> = {
    Parameter: finder(store.collection<ParameterState>("ssm.parameters")),
    Document: finder(store.collection<DocumentRecord>("ssm.documents")),
  };
  return {
    AddTagsToResource: addTagsToResource(kinds),
    ListTagsForResource: listTagsForResource(kinds),
    RemoveTagsFromResource: removeTagsFromResource(kinds),
  };
}

type Kinds = Readonly<Record<string, FindTagged>>;

function addTagsToResource(kinds: Kinds): Operation<AddTagsToResourceRequest, object> {
  return (input) => {
    const resource = findTagged(kinds, input);
    resource.replace(addTags(resource.tags, input.Tags ?? []));
    return {};
  };
}

function removeTagsFromResource(kinds: Kinds): Operation<RemoveTagsFromResourceRequest, object> {
  return (input) => {
    const resource = findTagged(kinds, input);
    const left = Object.entries(resource.tags).filter(([key]) => !input.TagKeys?.includes(key));
    resource.replace(Object.fromEntries(left));
    return {};
  };
}

function listTagsForResource(kinds: Kinds): Operation<ListTagsForResourceRequest, ListTagsForResourceResult> {
  return (input) => {
    const { tags } = findTagged(kinds, input);
    return { TagList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  };
}

function findTagged(
  kinds: Kinds,
  { ResourceType: type = "Parameter", ResourceId: id = "" }: Partial<ListTagsForResourceRequest>,
): Tagged {
  const find = ownEntry(kinds, type);
  if (find === undefined) throw parameterErrors.resourceType(type);
  const resource = find(id);
  if (resource === undefined) throw parameterErrors.resourceId(id);
  return resource;
}

/** Resources are kept by their names; a parameter may be named with or without its leading slash. */
function finder<Value extends { readonly tags: Tags }>(collection: Collection<Value>): FindTagged {
  return (id) => {
    const name = collection.has(id) ? id : `/${id}`;
    const value = collection.get(name);
    return value && { tags: value.tags, replace: (tags) => collection.put(name, { ...value, tags }) };
  };
}
