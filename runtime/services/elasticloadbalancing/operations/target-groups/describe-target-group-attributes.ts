import type {
  DescribeTargetGroupAttributesCommandInput,
  DescribeTargetGroupAttributesCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { toAttributeList } from "../../attributes.ts";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { findByArn } from "../../state.ts";

/** The attributes of a target group. */
export const describeTargetGroupAttributes = (elb: LoadBalancing) =>
  elbOperation<DescribeTargetGroupAttributesCommandInput, DescribeTargetGroupAttributesCommandOutput>(
    ["TargetGroupArn"],
    (input) => {
      const { attributes } = findByArn(elb.state, "targetGroups", input.TargetGroupArn);
      return { Attributes: toAttributeList(attributes) };
    },
  );
