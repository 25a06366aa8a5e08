import type { Instance } from "@aws-sdk/client-ec2";
import { beginActivity, endActivity } from "./activities.ts";
import type { AutoScaling } from "./context.ts";
import { forgetFailures, noteFailure } from "./failure-backoff.ts";
import type { GroupRecord, MemberRecord } from "./records.ts";

/** An instance that lived this long was no failed launch. */
const LASTING_MS = 60_000;

/** One step of one member towards what it should be, given what EC2 says of its instance. */
export async function stepMember(
  scaling: AutoScaling,
  {
    group,
    member,
    instance,
  }: Readonly<{ group: GroupRecord; member: MemberRecord; instance: Instance | undefined }>,
): Promise<void> {
  const ec2State = instance?.State?.Name ?? "terminated";
  if (member.lifecycleState === "Terminating") return stepTermination(scaling, { group, member, ec2State });
  const dead = ec2State !== "pending" && ec2State !== "running";
  if (dead) noteDeath(scaling, member, instance);
  if (dead || member.healthStatus === "Unhealthy") {
    const cause = dead
      ? `an instance was taken out of service in response to an EC2 health check indicating it has been ${ec2State}.`
      : "an instance was taken out of service in response to a health check failure.";
    return beginTermination(scaling, { group, member, cause });
  }
  if (member.lifecycleState === "Pending" && ec2State === "running")
    await enterService(scaling, group, member);
  else if (scaling.runtime.clock.now() - member.launchedMs > LASTING_MS) forgetFailures(scaling, group.name);
}

async function enterService(scaling: AutoScaling, group: GroupRecord, member: MemberRecord): Promise<void> {
  const { state, aws, runtime } = scaling;
  for (const arn of group.targetGroupArns) await aws.registerTarget(arn, member.instanceId);
  if (state.members.get(member.instanceId)?.lifecycleState !== "Pending") {
    // Its termination began meanwhile: it must not stay registered.
    for (const arn of group.targetGroupArns) await aws.deregisterTarget(arn, member.instanceId);
    return;
  }
  state.members.put(member.instanceId, {
    ...member,
    lifecycleState: "InService",
    inServiceMs: runtime.clock.now(),
  });
  const description = `Launching a new EC2 instance: ${member.instanceId}`;
  endActivity(scaling, member.activityId, { status: "Successful", description });
  emit(scaling, member, "EC2 Instance Launch Successful");
}

/** Takes a member out of its target groups; its instance is terminated when they have let it go. */
export async function beginTermination(
  scaling: AutoScaling,
  { group, member, cause }: Readonly<{ group: GroupRecord; member: MemberRecord; cause: string }>,
): Promise<void> {
  const { instanceId } = member;
  if (member.lifecycleState === "Pending") {
    const message = "the instance ended before it was in service";
    endActivity(scaling, member.activityId, { status: "Failed", message });
  }
  const description = `Terminating EC2 instance: ${instanceId}`;
  const activityId = beginActivity(scaling, { groupName: group.name, description, cause });
  scaling.state.members.put(instanceId, { ...member, lifecycleState: "Terminating", activityId });
  for (const arn of group.targetGroupArns) await scaling.aws.deregisterTarget(arn, instanceId);
}

async function stepTermination(
  scaling: AutoScaling,
  { group, member, ec2State }: Readonly<{ group: GroupRecord; member: MemberRecord; ec2State: string }>,
): Promise<void> {
  if (ec2State === "terminated") {
    scaling.state.members.delete(member.instanceId);
    endActivity(scaling, member.activityId, { status: "Successful" });
    emit(scaling, member, "EC2 Instance Terminate Successful");
    return;
  }
  if (ec2State === "shutting-down" || (await isDraining(scaling, group, member.instanceId))) return;
  await scaling.aws.terminateInstance(member.instanceId);
}

async function isDraining({ aws }: AutoScaling, group: GroupRecord, instanceId: string): Promise<boolean> {
  const targets = (
    await Promise.all(group.targetGroupArns.map((arn) => aws.describeTargetHealth(arn)))
  ).flat();
  return targets.some((it) => it.Target?.Id === instanceId && it.TargetHealth?.State === "draining");
}

/** An instance that somebody ended on purpose is replaced at once; one that failed soon counts against the group. */
function noteDeath(scaling: AutoScaling, member: MemberRecord, instance: Instance | undefined): void {
  const onPurpose = instance === undefined || instance.StateReason?.Code === "Client.UserInitiatedShutdown";
  const lasted = scaling.runtime.clock.now() - member.launchedMs > LASTING_MS;
  if (lasted) forgetFailures(scaling, member.groupName);
  else if (!onPurpose) noteFailure(scaling, member.groupName);
}

function emit({ runtime }: AutoScaling, member: MemberRecord, detailType: string): void {
  const { instanceId, groupName, zone, subnetId, activityId } = member;
  runtime.events.emit({
    source: "aws.autoscaling",
    detailType,
    detail: {
      AutoScalingGroupName: groupName,
      EC2InstanceId: instanceId,
      ActivityId: activityId,
      StatusCode: "InProgress",
      Details: { "Availability Zone": zone, "Subnet ID": subnetId },
    },
    resources: [`arn:aws:ec2:${runtime.region}:${runtime.accountId}:instance/${instanceId}`],
  });
}
