import type { DeleteTagsCommandInput, DeleteTagsCommandOutput } from "@aws-sdk/client-auto-scaling";
import { autoScalingOperation } from "../autoscaling-operation.ts";
import type { AutoScaling } from "../context.ts";
import { findGroup } from "../state.ts";

/** Takes tags of groups away. */
export const deleteTags = (scaling: AutoScaling) =>
  autoScalingOperation<DeleteTagsCommandInput, DeleteTagsCommandOutput>(["Tags"], (input) => {
    for (const tag of input.Tags ?? []) {
      const group = findGroup(scaling.state, tag.ResourceId);
      const tags = group.tags.filter(
        (it) => it.key !== tag.Key || (tag.Value !== undefined && it.value !== tag.Value),
      );
      scaling.state.groups.put(group.name, { ...group, tags });
    }
    return {};
  });
