import type {
  SetSecurityGroupsCommandInput,
  SetSecurityGroupsCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { findByArn } from "../../state.ts";

/** Replaces the security groups of a load balancer. */
export const setSecurityGroups = (elb: LoadBalancing) =>
  elbOperation<SetSecurityGroupsCommandInput, SetSecurityGroupsCommandOutput>(
    ["LoadBalancerArn", "SecurityGroups"],
    (input) => {
      const balancer = findByArn(elb.state, "loadBalancers", input.LoadBalancerArn);
      const securityGroupIds = input.SecurityGroups ?? [];
      elb.state.loadBalancers.put(balancer.arn, { ...balancer, securityGroupIds });
      return { SecurityGroupIds: securityGroupIds };
    },
  );
