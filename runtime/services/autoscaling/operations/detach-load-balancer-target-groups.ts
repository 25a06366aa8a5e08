import type {
  DetachLoadBalancerTargetGroupsCommandInput,
  DetachLoadBalancerTargetGroupsCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { autoScalingOperation } from "../autoscaling-operation.ts";
import type { AutoScaling } from "../context.ts";
import { findChangeableGroup, membersOf } from "../state.ts";

/** Takes target groups from a group; its instances are deregistered from them. */
export const detachLoadBalancerTargetGroups = (scaling: AutoScaling) =>
  autoScalingOperation<
    DetachLoadBalancerTargetGroupsCommandInput,
    DetachLoadBalancerTargetGroupsCommandOutput
  >(["AutoScalingGroupName", "TargetGroupARNs"], async (input) => {
    const { state, aws } = scaling;
    const group = findChangeableGroup(state, input.AutoScalingGroupName);
    const removed = input.TargetGroupARNs ?? [];
    const targetGroupArns = group.targetGroupArns.filter((arn) => !removed.includes(arn));
    state.groups.put(group.name, { ...group, targetGroupArns });
    const members = membersOf(state, group.name);
    for (const arn of removed)
      for (const { instanceId } of members) await aws.deregisterTarget(arn, instanceId);
    return {};
  });
