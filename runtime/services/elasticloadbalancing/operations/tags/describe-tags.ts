import type {
  DescribeTagsCommandInput,
  DescribeTagsCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { expectTaggable, toTagList } from "../../tags.ts";

/** The tags of resources. */
export const describeTags = (elb: LoadBalancing) =>
  elbOperation<DescribeTagsCommandInput, DescribeTagsCommandOutput>(["ResourceArns"], (input) => {
    const arns = input.ResourceArns ?? [];
    for (const arn of arns) expectTaggable(elb.state, arn);
    return {
      TagDescriptions: arns.map((ResourceArn) => ({
        ResourceArn,
        Tags: toTagList(elb.state.tags.get(ResourceArn)),
      })),
    };
  });
