import type { AutoScalingGroup, Instance as GroupInstance } from "@aws-sdk/client-auto-scaling";
import { DescribeInstancesCommand } from "@aws-sdk/client-ec2";
import {
  DescribeTargetHealthCommand,
  type TargetHealthDescription,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { InstancesUnhealthy } from "../../../core/errors.ts";
import type { Colour } from "../../../core/stack-names.ts";
import type { ProvisionResult } from "../../../core/stage-results.ts";
import { WaitedTooLong, waitUntil } from "../../wait-until.ts";
import { findGroup } from "./auto-scaling-group.ts";
import { describeFailedInstance } from "./failed-instance.ts";
import { describeFailedLaunch } from "./failed-launch.ts";
import type { StackContext } from "./stack.ts";

/** How long an instance may take to boot and start its application, before its health checks count. */
const bootMs = 30_000;
const longestDelayMs = 250;
/** No instance is healthy sooner, and to look takes processor time that it needs to boot. */
const firstLookMs = 80;
const groupLookEveryMs = 250;

export interface HealthWait {
  readonly colour: Colour;
  readonly targetGroupArn: string;
}

interface Health {
  readonly group: Partial<AutoScalingGroup>;
  readonly targets: readonly TargetHealthDescription[];
  /** The instances that the target group calls healthy. */
  readonly instances: ProvisionResult["instances"];
}

/** The new colour when it is healthy. */
export interface HealthyColour {
  readonly groupArn: string;
  readonly instances: ProvisionResult["instances"];
}

/**
 * Waits until as many instances serve as are desired. Rejects with `InstancesUnhealthy`, with the application's last
 * lines, as soon as an instance ends, or when they do not get healthy in time.
 */
export async function awaitHealthy(context: StackContext, wait: HealthWait): Promise<HealthyColour> {
  const { desired } = context.request.payload.capacity;
  const look = createLook(context, wait);
  const watch = createWatch(context, desired);
  let health: Health = { group: {}, targets: [], instances: [] };
  try {
    await waitUntil({
      what: `${desired} healthy ${desired === 1 ? "instance" : "instances"}`,
      deadlineMs: deadlineMs(context),
      firstLookMs,
      longestDelayMs,
      signal: context.progress.signal,
      isDone: async () => {
        health = (await look(desired)) ?? health;
        return watch(health);
      },
    });
  } catch (error) {
    if (!(error instanceof WaitedTooLong)) throw error;
    throw await notHealthyInTime(context, health, { colour: wait.colour, error });
  }
  const ids = new Set(healthyIds(health));
  const instances = health.instances.filter(({ id }) => ids.has(id));
  return { groupArn: health.group.AutoScalingGroupARN ?? "", instances };
}

/**
 * Looks at the targets every time, since their health is what is waited for, and at the group only now and then, since an instance
 * that ends is rare, or when the targets say that all is well. Undefined when there is nothing new.
 */
function createLook(context: StackContext, { colour, targetGroupArn }: HealthWait) {
  let groupLookMs = Number.NEGATIVE_INFINITY;
  return async (desired: number): Promise<Health | undefined> => {
    const targets = await readTargets(context, targetGroupArn);
    const isDue = performance.now() - groupLookMs >= groupLookEveryMs;
    const healthy = targets.filter(isHealthy).flatMap(({ Target }) => Target?.Id ?? []);
    const isEnough = healthy.length >= desired;
    if (!isDue && !isEnough) return undefined;
    groupLookMs = performance.now();
    const [group, instances] = await Promise.all([
      readGroup(context, colour),
      isEnough ? describeInstances(context, healthy) : [],
    ]);
    return { group, targets, instances };
  };
}

async function describeInstances(
  { ec2 }: StackContext,
  InstanceIds: string[],
): Promise<ProvisionResult["instances"]> {
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds }));
  const found = Reservations.flatMap(({ Instances }) => Instances ?? []);
  return found.map(({ InstanceId, PrivateIpAddress }) => ({
    id: InstanceId ?? "",
    privateIp: PrivateIpAddress ?? "",
  }));
}

async function readTargets(
  { loadBalancing }: StackContext,
  TargetGroupArn: string,
): Promise<readonly TargetHealthDescription[]> {
  const { TargetHealthDescriptions } = await loadBalancing.send(
    new DescribeTargetHealthCommand({ TargetGroupArn }),
  );
  return TargetHealthDescriptions ?? [];
}

async function readGroup(context: StackContext, colour: Colour): Promise<AutoScalingGroup> {
  const group = await findGroup(context, colour);
  if (group === undefined)
    throw new InstancesUnhealthy("the new colour's auto scaling group was removed by somebody");
  return group;
}

/** Tells what changes, notices instances that end, and says when all desired ones are healthy. */
function createWatch(context: StackContext, desired: number): (health: Health) => Promise<boolean> {
  const seen = new Set<string>();
  let told = "";
  return async (health) => {
    const { Instances = [] } = health.group;
    const present = new Set(Instances.filter(isStaying).map(({ InstanceId }) => InstanceId ?? ""));
    const ended = [...seen].find((id) => !present.has(id)) ?? Instances.find(isEnding)?.InstanceId;
    if (ended !== undefined) throw await instanceEnded(context, ended);
    for (const id of present) seen.add(id);
    const healthy = healthyIds(health).length;
    const line = `${present.size} of ${desired} instances run, ${healthy} healthy`;
    if (line !== told) context.progress.say(line);
    told = line;
    return healthy >= desired && present.size >= desired;
  };
}

const endingStates: ReadonlySet<string | undefined> = new Set([
  "Terminating",
  "Terminated",
  "Terminating:Wait",
]);

function isEnding({ LifecycleState, HealthStatus }: GroupInstance): boolean {
  return endingStates.has(LifecycleState) || HealthStatus === "Unhealthy";
}

function isStaying(instance: GroupInstance): boolean {
  return !isEnding(instance);
}

/** Instances of the group that their target group calls healthy. */
function healthyIds({ group, targets }: Health): readonly string[] {
  const inService = new Set(
    (group.Instances ?? [])
      .filter(({ LifecycleState }) => LifecycleState === "InService")
      .map(({ InstanceId }) => InstanceId),
  );
  return targets
    .filter(isHealthy)
    .flatMap(({ Target }) => (Target?.Id !== undefined && inService.has(Target.Id) ? [Target.Id] : []));
}

function isHealthy({ TargetHealth }: TargetHealthDescription): boolean {
  return TargetHealth?.State === "healthy";
}

async function instanceEnded(context: StackContext, instanceId: string): Promise<InstancesUnhealthy> {
  return new InstancesUnhealthy(
    `instance ${instanceId} ended.\n${await describeFailedInstance(context, instanceId)}`,
  );
}

async function notHealthyInTime(
  context: StackContext,
  { group, targets }: Health,
  { colour, error }: Readonly<{ colour: Colour; error: Error }>,
): Promise<InstancesUnhealthy> {
  const unhealthy = targets.find((target) => !isHealthy(target));
  const instanceId = unhealthy?.Target?.Id ?? group.Instances?.[0]?.InstanceId;
  if (instanceId === undefined) {
    const reason = await describeFailedLaunch(context, context.names.autoScalingGroup(colour));
    return new InstancesUnhealthy(`${error.message}. ${reason}`, { cause: error });
  }
  const { State = "unknown", Description = "" } = unhealthy?.TargetHealth ?? {};
  const details = await describeFailedInstance(context, instanceId);
  const text = `${error.message}: target ${instanceId} is ${State}. ${Description}\n${details}`;
  return new InstancesUnhealthy(text, { cause: error });
}

function deadlineMs({ request }: StackContext): number {
  const { intervalSeconds, healthyThreshold, timeoutSeconds } = request.payload.health;
  return bootMs + (intervalSeconds + timeoutSeconds) * healthyThreshold * 2000;
}
