import type { AddTagsCommandInput, AddTagsCommandOutput } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { expectTaggable, putTags } from "../../tags.ts";

/** Adds or replaces tags. */
export const addTags = (elb: LoadBalancing) =>
  elbOperation<AddTagsCommandInput, AddTagsCommandOutput>(["ResourceArns", "Tags"], (input) => {
    for (const arn of input.ResourceArns ?? []) expectTaggable(elb.state, arn);
    for (const arn of input.ResourceArns ?? []) putTags(elb.state, arn, input.Tags);
    return {};
  });
