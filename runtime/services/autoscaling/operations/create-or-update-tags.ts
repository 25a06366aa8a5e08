import type {
  CreateOrUpdateTagsCommandInput,
  CreateOrUpdateTagsCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { autoScalingOperation } from "../autoscaling-operation.ts";
import type { AutoScaling } from "../context.ts";
import { mergeTags } from "../group-settings.ts";
import { findGroup } from "../state.ts";

/** Adds or replaces tags of groups; instances that run keep theirs. */
export const createOrUpdateTags = (scaling: AutoScaling) =>
  autoScalingOperation<CreateOrUpdateTagsCommandInput, CreateOrUpdateTagsCommandOutput>(["Tags"], (input) => {
    for (const tag of input.Tags ?? []) {
      const group = findGroup(scaling.state, tag.ResourceId);
      scaling.state.groups.put(group.name, { ...group, tags: mergeTags(group.tags, [tag]) });
    }
    return {};
  });
