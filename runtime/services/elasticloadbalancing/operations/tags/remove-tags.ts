import type {
  RemoveTagsCommandInput,
  RemoveTagsCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { expectTaggable } from "../../tags.ts";

/** Takes tags away. */
export const removeTags = (elb: LoadBalancing) =>
  elbOperation<RemoveTagsCommandInput, RemoveTagsCommandOutput>(["ResourceArns", "TagKeys"], (input) => {
    for (const arn of input.ResourceArns ?? []) expectTaggable(elb.state, arn);
    for (const arn of input.ResourceArns ?? []) {
      const kept = Object.entries(elb.state.tags.get(arn) ?? {}).filter(
        ([key]) => !input.TagKeys?.includes(key),
      );
      elb.state.tags.put(arn, Object.fromEntries(kept));
    }
    return {};
  });
