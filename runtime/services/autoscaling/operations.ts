import type { Operation } from "../../kernel/service.ts";
import type { AutoScaling } from "./context.ts";
import { attachLoadBalancerTargetGroups } from "./operations/attach-load-balancer-target-groups.ts";
import { createAutoScalingGroup } from "./operations/create-auto-scaling-group.ts";
import { createOrUpdateTags } from "./operations/create-or-update-tags.ts";
import { deleteAutoScalingGroup } from "./operations/delete-auto-scaling-group.ts";
import { deleteTags } from "./operations/delete-tags.ts";
import { describeAutoScalingGroups } from "./operations/describe-auto-scaling-groups.ts";
import { describeAutoScalingInstances } from "./operations/describe-auto-scaling-instances.ts";
import { describeLoadBalancerTargetGroups } from "./operations/describe-load-balancer-target-groups.ts";
import { describeScalingActivities } from "./operations/describe-scaling-activities.ts";
import { describeTags } from "./operations/describe-tags.ts";
import { detachLoadBalancerTargetGroups } from "./operations/detach-load-balancer-target-groups.ts";
import { resumeProcesses } from "./operations/resume-processes.ts";
import { setDesiredCapacity } from "./operations/set-desired-capacity.ts";
import { setInstanceHealth } from "./operations/set-instance-health.ts";
import { suspendProcesses } from "./operations/suspend-processes.ts";
import { terminateInstanceInAutoScalingGroup } from "./operations/terminate-instance-in-auto-scaling-group.ts";
import { updateAutoScalingGroup } from "./operations/update-auto-scaling-group.ts";

/** Every operation of Auto Scaling that exists here, by its name. */
export const autoScalingOperations = (scaling: AutoScaling): Readonly<Record<string, Operation>> => ({
  AttachLoadBalancerTargetGroups: attachLoadBalancerTargetGroups(scaling),
  CreateAutoScalingGroup: createAutoScalingGroup(scaling),
  CreateOrUpdateTags: createOrUpdateTags(scaling),
  DeleteAutoScalingGroup: deleteAutoScalingGroup(scaling),
  DeleteTags: deleteTags(scaling),
  DescribeAutoScalingGroups: describeAutoScalingGroups(scaling),
  DescribeAutoScalingInstances: describeAutoScalingInstances(scaling),
  DescribeLoadBalancerTargetGroups: describeLoadBalancerTargetGroups(scaling),
  DescribeScalingActivities: describeScalingActivities(scaling),
  DescribeTags: describeTags(scaling),
  DetachLoadBalancerTargetGroups: detachLoadBalancerTargetGroups(scaling),
  ResumeProcesses: resumeProcesses(scaling),
  SetDesiredCapacity: setDesiredCapacity(scaling),
  SetInstanceHealth: setInstanceHealth(scaling),
  SuspendProcesses: suspendProcesses(scaling),
  TerminateInstanceInAutoScalingGroup: terminateInstanceInAutoScalingGroup(scaling),
  UpdateAutoScalingGroup: updateAutoScalingGroup(scaling),
});
