import { createOnce, removeIfPresent } from "./idempotency.ts";
import type { PropertyShape, ResourceType } from "./resource-type.ts";
import type { Tag } from "./tags.ts";

interface PropagatedTag extends Tag {
  readonly PropagateAtLaunch: boolean;
}

interface Properties {
  readonly AutoScalingGroupName?: string;
  readonly MinSize: string;
  readonly MaxSize: string;
  readonly DesiredCapacity?: string;
  readonly HealthCheckType?: string;
  readonly HealthCheckGracePeriod?: number;
  readonly VPCZoneIdentifier?: readonly string[];
  readonly LaunchTemplate: { readonly Version: string };
  readonly TargetGroupARNs?: readonly string[];
  readonly Tags?: readonly PropagatedTag[];
}

const PROPERTIES: PropertyShape = {
  AutoScalingGroupName: true,
  MinSize: true,
  MaxSize: true,
  DesiredCapacity: true,
  HealthCheckType: true,
  HealthCheckGracePeriod: true,
  VPCZoneIdentifier: true,
  LaunchTemplate: { LaunchTemplateId: true, LaunchTemplateName: true, Version: true },
  TargetGroupARNs: true,
  Tags: { Key: true, Value: true, PropagateAtLaunch: true },
};

/** `AWS::AutoScaling::AutoScalingGroup`. Does not wait for its instances, as AWS does not without a creation policy. */
export const autoScalingGroup: ResourceType<Properties> = {
  properties: PROPERTIES,
  required: ["MinSize", "MaxSize", "LaunchTemplate"],
  replacement: ["AutoScalingGroupName", "TargetGroupARNs"],
  attributes: [],
  tags: "propagated",
  async create(properties, context) {
    const name = properties.AutoScalingGroupName ?? context.generatedName(255);
    const { Tags = [], TargetGroupARNs } = properties;
    const input = { ...settings(name, properties), ...(TargetGroupARNs && { TargetGroupARNs }) };
    await createOnce(context, ["AlreadyExists", "AlreadyExistsFault"], () =>
      context.call("autoscaling", "CreateAutoScalingGroup", { ...input, Tags: groupTags(name, Tags) }),
    );
    if (context.resumed)
      await context.call("autoscaling", "UpdateAutoScalingGroup", settings(name, properties));
    return { physicalId: name, attributes: {} };
  },
  async update(change, context) {
    const { physicalId: name, properties, previous } = change;
    await context.call("autoscaling", "UpdateAutoScalingGroup", settings(name, properties));
    const { Tags: now = [] } = properties;
    const gone = (previous.Tags ?? []).filter(({ Key }) => !now.some((tag) => tag.Key === Key));
    if (gone.length > 0) await context.call("autoscaling", "DeleteTags", { Tags: groupTags(name, gone) });
    if (JSON.stringify(now) !== JSON.stringify(previous.Tags ?? []))
      await context.call("autoscaling", "CreateOrUpdateTags", { Tags: groupTags(name, now) });
    return change;
  },
  async remove({ physicalId: AutoScalingGroupName }, context) {
    // A group that is gone is a ValidationError with a text, so it is asked for first.
    const described = await context.call<{ AutoScalingGroups: readonly object[] }>(
      "autoscaling",
      "DescribeAutoScalingGroups",
      { AutoScalingGroupNames: [AutoScalingGroupName] },
    );
    if (described.AutoScalingGroups.length === 0) return;
    await removeIfPresent([], () =>
      context.call("autoscaling", "DeleteAutoScalingGroup", { AutoScalingGroupName, ForceDelete: true }),
    );
  },
};

function settings(AutoScalingGroupName: string, properties: Properties): object {
  const { MinSize, MaxSize, DesiredCapacity, HealthCheckType, HealthCheckGracePeriod, VPCZoneIdentifier } =
    properties;
  return {
    AutoScalingGroupName,
    MinSize: Number(MinSize),
    MaxSize: Number(MaxSize),
    LaunchTemplate: { ...properties.LaunchTemplate, Version: String(properties.LaunchTemplate.Version) },
    ...(DesiredCapacity !== undefined && { DesiredCapacity: Number(DesiredCapacity) }),
    ...(HealthCheckType !== undefined && { HealthCheckType }),
    ...(HealthCheckGracePeriod !== undefined && { HealthCheckGracePeriod: Number(HealthCheckGracePeriod) }),
    ...(VPCZoneIdentifier && { VPCZoneIdentifier: VPCZoneIdentifier.join(",") }),
  };
}

function groupTags(ResourceId: string, tags: readonly PropagatedTag[]): object[] {
  return tags.map(({ Key, Value, PropagateAtLaunch }) => ({
    ResourceId,
    ResourceType: "auto-scaling-group",
    Key,
    Value: String(Value),
    PropagateAtLaunch: PropagateAtLaunch ?? false,
  }));
}
