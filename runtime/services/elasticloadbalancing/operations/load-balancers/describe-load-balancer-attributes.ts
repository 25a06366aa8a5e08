import type {
  DescribeLoadBalancerAttributesCommandInput,
  DescribeLoadBalancerAttributesCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { toAttributeList } from "../../attributes.ts";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { findByArn } from "../../state.ts";

/** The attributes of a load balancer. */
export const describeLoadBalancerAttributes = (elb: LoadBalancing) =>
  elbOperation<DescribeLoadBalancerAttributesCommandInput, DescribeLoadBalancerAttributesCommandOutput>(
    ["LoadBalancerArn"],
    (input) => {
      const { attributes } = findByArn(elb.state, "loadBalancers", input.LoadBalancerArn);
      return { Attributes: toAttributeList(attributes) };
    },
  );
