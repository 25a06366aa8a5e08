import type { Operation } from "../../../kernel/service.ts";
import { type CommandsState, findDocument } from "./state.ts";

interface TagRequest {
  readonly ResourceType?: string;
  readonly ResourceId?: string;
  readonly Tags?: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[];
  readonly TagKeys?: readonly string[];
}

/** The tag operations as far as documents go; for the service to choose by `ResourceType`. */
export function documentTagOperations(
  state: CommandsState,
): Readonly<Record<string, Operation<TagRequest, object>>> {
  return {
    AddTagsToResource({ ResourceId, Tags = [] }) {
      const document = findDocument(state, ResourceId);
      const added = Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
      state.documents.put(document.name, { ...document, tags: { ...document.tags, ...added } });
      return {};
    },
    RemoveTagsFromResource({ ResourceId, TagKeys = [] }) {
      const document = findDocument(state, ResourceId);
      const kept = Object.entries(document.tags).filter(([key]) => !TagKeys.includes(key));
      state.documents.put(document.name, { ...document, tags: Object.fromEntries(kept) });
      return {};
    },
    ListTagsForResource({ ResourceId }) {
      const { tags } = findDocument(state, ResourceId);
      return { TagList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
    },
  };
}
