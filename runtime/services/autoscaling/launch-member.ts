import { randomUUID } from "node:crypto";
import { AwsError } from "../../protocol/aws-error.ts";
import { beginActivity, endActivity } from "./activities.ts";
import type { AutoScaling } from "./context.ts";
import { noteFailure } from "./failure-backoff.ts";
import type { GroupRecord, LaunchRecord } from "./records.ts";
import { membersOf } from "./state.ts";

/** Launches one more instance for a group, in the subnet that has the fewest. A refusal ends in a failed activity. */
export async function launchMember(scaling: AutoScaling, group: GroupRecord): Promise<void> {
  const { state } = scaling;
  const activityId = beginActivity(scaling, {
    groupName: group.name,
    description: "Launching a new EC2 instance",
    cause: "an instance was started in response to a difference between desired and actual capacity.",
  });
  const token = randomUUID();
  try {
    state.launches.put(token, await prepareLaunch(scaling, { group, activityId, token }));
    await carryOutLaunch(scaling, token);
  } catch (error) {
    failLaunch(scaling, { token, activityId, groupName: group.name, error });
  }
}

/** Carries out a launch that was begun, also again after a crash. */
export async function carryOutLaunch(
  { aws, state, runtime, ...rest }: AutoScaling,
  token: string,
): Promise<void> {
  const launch = state.launches.get(token);
  if (launch === undefined) return;
  const { groupName, activityId, launchTemplate } = launch;
  try {
    const instance = await aws.runInstances(launch.input);
    const instanceId = instance.InstanceId ?? "";
    state.members.put(instanceId, {
      ...{
        instanceId,
        groupName,
        activityId,
        launchTemplate,
        lifecycleState: "Pending",
        healthStatus: "Healthy",
      },
      instanceType: instance.InstanceType ?? "",
      imageId: instance.ImageId ?? "",
      zone: instance.Placement?.AvailabilityZone ?? "",
      subnetId: instance.SubnetId ?? launch.input.SubnetId ?? "",
      launchedMs: runtime.clock.now(),
      inServiceMs: 0,
    });
    state.launches.delete(token);
  } catch (error) {
    failLaunch({ aws, state, runtime, ...rest }, { token, activityId, groupName, error });
  }
}

async function prepareLaunch(
  { aws, state }: AutoScaling,
  { group, activityId, token }: Readonly<{ group: GroupRecord; activityId: string; token: string }>,
): Promise<LaunchRecord> {
  const { id, name } = group.launchTemplate;
  const found = await aws.describeTemplateVersion({ LaunchTemplateId: id }, group.launchTemplate.version);
  const version = `${found.VersionNumber}`;
  const members = membersOf(state, group.name);
  const load = (subnetId: string) => members.filter((member) => member.subnetId === subnetId).length;
  const [subnet] = [...group.subnets].sort((one, other) => load(one.subnetId) - load(other.subnetId));
  const propagated = group.tags
    .filter((tag) => tag.propagateAtLaunch)
    .map(({ key, value }) => ({ Key: key, Value: value }));
  const Tags = [...propagated, { Key: "aws:autoscaling:groupName", Value: group.name }];
  return {
    ...{ groupName: group.name, activityId, launchTemplate: { id, name, version } },
    input: {
      ...{ MinCount: 1, MaxCount: 1, ClientToken: token, SubnetId: subnet?.subnetId },
      LaunchTemplate: { LaunchTemplateId: id, Version: version },
      TagSpecifications: [{ ResourceType: "instance", Tags }],
    },
  };
}

function failLaunch(
  scaling: AutoScaling,
  failure: Readonly<{ token: string; activityId: string; groupName: string; error: unknown }>,
): void {
  const { token, activityId, groupName, error } = failure;
  if (!(error instanceof AwsError)) throw error;
  scaling.state.launches.delete(token);
  const message = `${error.message} Launching EC2 instance failed.`;
  endActivity(scaling, activityId, { status: "Failed", message });
  noteFailure(scaling, groupName);
}
