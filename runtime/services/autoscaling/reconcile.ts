import type { AutoScaling } from "./context.ts";
import { launchMember } from "./launch-member.ts";
import { beginTermination, stepMember } from "./member-steps.ts";
import type { GroupRecord, MemberRecord } from "./records.ts";
import { membersOf } from "./state.ts";

const DRAIN_POLL_MS = 50;
const HEALTH_POLL_MS = 1_000;

/**
 * Brings a group one step nearer to what it should be: members that are up enter service, dead and unhealthy ones are
 * replaced, surplus ones ended, missing ones launched. Answers after how long to look again, if nothing happens
 * meanwhile; undefined when only a change can make a difference.
 */
export async function reconcileGroup(scaling: AutoScaling, groupName: string): Promise<number | undefined> {
  const { state, aws, runtime } = scaling;
  const before = state.groups.get(groupName);
  if (before === undefined) return undefined;
  await markUnhealthyTargets(scaling, before);
  const instances = await aws.describeInstances(membersOf(state, groupName).map((it) => it.instanceId));
  for (const member of membersOf(state, groupName)) {
    await stepMember(scaling, { group: before, member, instance: instances.get(member.instanceId) });
  }
  const group = state.groups.get(groupName);
  if (group === undefined) return undefined;
  if (group.deleting && membersOf(state, groupName).length === 0) return void removeGroup(scaling, groupName);
  await adjustCapacity(scaling, group);
  return delayToNextLookMs(scaling, state.groups.get(groupName) ?? group, runtime.clock.now());
}

async function adjustCapacity(scaling: AutoScaling, group: GroupRecord): Promise<void> {
  const { state, runtime } = scaling;
  const alive = membersOf(state, group.name).filter((member) => member.lifecycleState !== "Terminating");
  const wanted = group.deleting ? 0 : group.desiredCapacity;
  const cause =
    "an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity.";
  if (!group.suspendedProcesses.includes("Terminate")) {
    for (const member of surplus(alive, group, wanted))
      await beginTermination(scaling, { group, member, cause });
  }
  if (group.suspendedProcesses.includes("Launch")) return;
  for (let count = alive.length; count < wanted; count++) {
    const current = state.groups.get(group.name);
    if (current === undefined || current.retryAtMs > runtime.clock.now()) return;
    await launchMember(scaling, current);
  }
}

/** As AWS's default policy: those of an older launch template version first, then the oldest. */
function surplus(
  alive: readonly MemberRecord[],
  group: GroupRecord,
  wanted: number,
): readonly MemberRecord[] {
  const isOutdated = (member: MemberRecord) => (member.launchTemplate.id === group.launchTemplate.id ? 0 : 1);
  const version = (member: MemberRecord) => Number(member.launchTemplate.version);
  const inOrder = [...alive].sort(
    (one, other) =>
      isOutdated(other) - isOutdated(one) ||
      version(one) - version(other) ||
      one.launchedMs - other.launchedMs,
  );
  return inOrder.slice(0, Math.max(0, alive.length - wanted));
}

/** With health checks of type ELB, a member that its target group calls unhealthy after the grace period is. */
async function markUnhealthyTargets({ state, aws, runtime }: AutoScaling, group: GroupRecord): Promise<void> {
  if (group.healthCheckType !== "ELB" || group.suspendedProcesses.includes("HealthCheck")) return;
  const graceMs = group.gracePeriodSeconds * 1000;
  const isDue = (it: MemberRecord) =>
    it.lifecycleState === "InService" && runtime.clock.now() - it.inServiceMs >= graceMs;
  const due = membersOf(state, group.name).filter(isDue);
  if (due.length === 0) return;
  const targets = (
    await Promise.all(group.targetGroupArns.map((arn) => aws.describeTargetHealth(arn)))
  ).flat();
  const unhealthy = new Set(
    targets.filter((it) => it.TargetHealth?.State === "unhealthy").map((it) => it.Target?.Id),
  );
  for (const { instanceId } of due) {
    const member = state.members.get(instanceId);
    if (member !== undefined && unhealthy.has(instanceId)) {
      state.members.put(instanceId, { ...member, healthStatus: "Unhealthy" });
    }
  }
}

function removeGroup({ state }: AutoScaling, groupName: string): void {
  for (const [id, activity] of [...state.activities.entries()]) {
    if (activity.groupName === groupName) state.activities.delete(id);
  }
  state.groups.delete(groupName);
}

function delayToNextLookMs({ state }: AutoScaling, group: GroupRecord, nowMs: number): number | undefined {
  const members = membersOf(state, group.name);
  const alive = members.filter((member) => member.lifecycleState !== "Terminating").length;
  const delaysMs: number[] = [];
  if (members.some((member) => member.lifecycleState === "Terminating")) delaysMs.push(DRAIN_POLL_MS);
  if (group.healthCheckType === "ELB" && alive > 0) delaysMs.push(HEALTH_POLL_MS);
  const launches =
    !group.deleting && alive < group.desiredCapacity && !group.suspendedProcesses.includes("Launch");
  if (launches) delaysMs.push(Math.max(DRAIN_POLL_MS, group.retryAtMs - nowMs));
  return delaysMs.length === 0 ? undefined : Math.min(...delaysMs);
}
