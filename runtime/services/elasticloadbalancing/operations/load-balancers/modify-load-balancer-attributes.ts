import type {
  ModifyLoadBalancerAttributesCommandInput,
  ModifyLoadBalancerAttributesCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { changeAttributes, LOAD_BALANCER_ATTRIBUTES, toAttributeList } from "../../attributes.ts";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { findByArn } from "../../state.ts";

/** Changes attributes of a load balancer. */
export const modifyLoadBalancerAttributes = (elb: LoadBalancing) =>
  elbOperation<ModifyLoadBalancerAttributesCommandInput, ModifyLoadBalancerAttributesCommandOutput>(
    ["LoadBalancerArn", "Attributes"],
    (input) => {
      const balancer = findByArn(elb.state, "loadBalancers", input.LoadBalancerArn);
      const attributes = changeAttributes(
        LOAD_BALANCER_ATTRIBUTES,
        balancer.attributes,
        input.Attributes ?? [],
      );
      elb.state.loadBalancers.put(balancer.arn, { ...balancer, attributes });
      return { Attributes: toAttributeList(attributes) };
    },
  );
