import type { Activity, AutoScalingGroup, Instance, TagDescription } from "@aws-sdk/client-auto-scaling";
import type { AutoScaling } from "./context.ts";
import type { ActivityRecord, GroupRecord, MemberRecord, TemplateReference } from "./records.ts";
import { membersOf } from "./state.ts";

/** A group as the API shows it, with its members. */
export function toGroup({ state }: AutoScaling, it: GroupRecord): AutoScalingGroup {
  return {
    AutoScalingGroupName: it.name,
    AutoScalingGroupARN: it.arn,
    LaunchTemplate: toTemplate(it.launchTemplate),
    MinSize: it.minSize,
    MaxSize: it.maxSize,
    DesiredCapacity: it.desiredCapacity,
    DefaultCooldown: it.defaultCooldownSeconds,
    AvailabilityZones: [...new Set(it.subnets.map((subnet) => subnet.zone))],
    VPCZoneIdentifier: it.subnets.map((subnet) => subnet.subnetId).join(","),
    TargetGroupARNs: [...it.targetGroupArns],
    LoadBalancerNames: [],
    HealthCheckType: it.healthCheckType,
    HealthCheckGracePeriod: it.gracePeriodSeconds,
    Instances: membersOf(state, it.name).map(toMember),
    CreatedTime: new Date(it.createdMs),
    SuspendedProcesses: it.suspendedProcesses.map((ProcessName) => ({
      ProcessName,
      SuspensionReason: "User suspended",
    })),
    EnabledMetrics: [],
    Tags: toTags(it),
    TerminationPolicies: ["Default"],
    NewInstancesProtectedFromScaleIn: false,
    ...(it.deleting ? { Status: "Delete in progress" } : {}),
  };
}

export function toMember(it: MemberRecord): Instance {
  return {
    InstanceId: it.instanceId,
    InstanceType: it.instanceType,
    AvailabilityZone: it.zone,
    LifecycleState: it.lifecycleState,
    HealthStatus: it.healthStatus,
    LaunchTemplate: toTemplate(it.launchTemplate),
    ImageId: it.imageId,
    ProtectedFromScaleIn: false,
  };
}

export function toTags(it: GroupRecord): TagDescription[] {
  return it.tags.map(({ key, value, propagateAtLaunch }) => ({
    ResourceId: it.name,
    ResourceType: "auto-scaling-group",
    Key: key,
    Value: value,
    PropagateAtLaunch: propagateAtLaunch,
  }));
}

export function toActivity(it: ActivityRecord): Activity {
  return {
    ActivityId: it.activityId,
    AutoScalingGroupName: it.groupName,
    Description: it.description,
    Cause: it.cause,
    StartTime: new Date(it.startMs),
    EndTime: it.endMs === undefined ? undefined : new Date(it.endMs),
    StatusCode: it.status,
    StatusMessage: it.message,
    Progress: it.status === "InProgress" ? 50 : 100,
    Details: "{}",
  };
}

function toTemplate({ id, name, version }: TemplateReference) {
  return { LaunchTemplateId: id, LaunchTemplateName: name, Version: version };
}
