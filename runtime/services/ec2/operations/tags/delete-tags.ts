import type { DeleteTagsCommandInput, DeleteTagsCommandOutput } from "@aws-sdk/client-ec2";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";

/** Takes tags away: those with the given key (and value, if one is given), or all of one's own. */
export const deleteTags = (ec2: Ec2) =>
  ec2Operation<DeleteTagsCommandInput, DeleteTagsCommandOutput>(["Resources", "Tags"], (input) => {
    for (const resourceId of input.Resources ?? []) {
      const kept = Object.entries(ec2.state.tags.get(resourceId) ?? {}).filter(
        ([key, value]) => !isMeant(key, value),
      );
      ec2.state.tags.put(resourceId, Object.fromEntries(kept));
    }
    function isMeant(key: string, value: string): boolean {
      if (input.Tags === undefined) return !key.startsWith("aws:");
      return input.Tags.some((tag) => tag.Key === key && (tag.Value === undefined || tag.Value === value));
    }
    return {};
  });
