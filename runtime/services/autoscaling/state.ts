import type { Runtime } from "../../kernel/service.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Collection } from "../../storage/store.ts";
import type { ActivityRecord, GroupRecord, LaunchRecord, MemberRecord } from "./records.ts";

/** Everything Auto Scaling remembers. */
export interface AutoScalingState {
  /** By name. */
  readonly groups: Collection<GroupRecord>;
  /** By instance id. */
  readonly members: Collection<MemberRecord>;
  /** By client token. */
  readonly launches: Collection<LaunchRecord>;
  /** By activity id, which begins with the time it started. */
  readonly activities: Collection<ActivityRecord>;
}

export function openState({ store }: Runtime): AutoScalingState {
  return {
    groups: store.collection("autoscaling.groups"),
    members: store.collection("autoscaling.members"),
    launches: store.collection("autoscaling.launches"),
    activities: store.collection("autoscaling.activities"),
  };
}

export function findGroup(state: AutoScalingState, name: string | undefined): GroupRecord {
  const found = name === undefined ? undefined : state.groups.get(name);
  if (found !== undefined) return found;
  throw new AwsError(
    "ValidationError",
    `AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`,
  );
}

/** A group that may be changed: not one that is being deleted. */
export function findChangeableGroup(state: AutoScalingState, name: string | undefined): GroupRecord {
  const group = findGroup(state, name);
  if (!group.deleting) return group;
  throw new AwsError("ScalingActivityInProgress", `AutoScalingGroup '${name}' is being deleted`);
}

export function membersOf(state: AutoScalingState, groupName: string): readonly MemberRecord[] {
  return [...state.members.values()].filter((member) => member.groupName === groupName);
}

export function findMember(state: AutoScalingState, instanceId: string | undefined): MemberRecord {
  const found = instanceId === undefined ? undefined : state.members.get(instanceId);
  if (found !== undefined) return found;
  throw new AwsError(
    "ValidationError",
    `Instance Id not found - No managed instance found for instance ID: ${instanceId}`,
  );
}
