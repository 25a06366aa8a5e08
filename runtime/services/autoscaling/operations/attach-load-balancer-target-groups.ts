import type {
  AttachLoadBalancerTargetGroupsCommandInput,
  AttachLoadBalancerTargetGroupsCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { autoScalingOperation } from "../autoscaling-operation.ts";
import type { AutoScaling } from "../context.ts";
import { findChangeableGroup, membersOf } from "../state.ts";
import { expectTargetGroup } from "./create-auto-scaling-group.ts";

/** Adds target groups to a group; its instances in service are registered with them. */
export const attachLoadBalancerTargetGroups = (scaling: AutoScaling) =>
  autoScalingOperation<
    AttachLoadBalancerTargetGroupsCommandInput,
    AttachLoadBalancerTargetGroupsCommandOutput
  >(["AutoScalingGroupName", "TargetGroupARNs"], async (input) => {
    const { state, aws } = scaling;
    const group = findChangeableGroup(state, input.AutoScalingGroupName);
    const added = (input.TargetGroupARNs ?? []).filter((arn) => !group.targetGroupArns.includes(arn));
    for (const arn of added) await expectTargetGroup(scaling, arn);
    const current = findChangeableGroup(state, group.name);
    state.groups.put(group.name, { ...current, targetGroupArns: [...current.targetGroupArns, ...added] });
    const members = membersOf(state, group.name).filter((member) => member.lifecycleState === "InService");
    for (const arn of added) for (const { instanceId } of members) await aws.registerTarget(arn, instanceId);
    return {};
  });
