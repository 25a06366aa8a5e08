import type {
  DescribeLoadBalancerTargetGroupsCommandInput,
  DescribeLoadBalancerTargetGroupsCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { pageByPosition } from "../../../protocol/page.ts";
import { autoScalingOperation } from "../autoscaling-operation.ts";
import type { AutoScaling } from "../context.ts";
import { findGroup } from "../state.ts";

/** The target groups of a group. */
export const describeLoadBalancerTargetGroups = (scaling: AutoScaling) =>
  autoScalingOperation<
    DescribeLoadBalancerTargetGroupsCommandInput,
    DescribeLoadBalancerTargetGroupsCommandOutput
  >(["AutoScalingGroupName", "MaxRecords", "NextToken"], (input) => {
    const group = findGroup(scaling.state, input.AutoScalingGroupName);
    const page = pageByPosition(group.targetGroupArns, {
      limit: input.MaxRecords,
      token: input.NextToken,
      invalidTokenCode: "InvalidNextToken",
    });
    const toState = (LoadBalancerTargetGroupARN: string) => ({
      LoadBalancerTargetGroupARN,
      State: "InService",
    });
    return { LoadBalancerTargetGroups: page.items.map(toState), NextToken: page.nextToken };
  });
