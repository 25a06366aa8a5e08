import type { Instance as GroupInstance } from "@aws-sdk/client-auto-scaling";
import {
  DescribeTargetHealthCommand,
  type TargetHealthDescription,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { InstancesUnhealthy } from "../../../core/errors.ts";
import type { Colour } from "../../../core/stack-names.ts";
import { WaitedTooLong, waitUntil } from "../../wait-until.ts";
import { findGroup } from "./auto-scaling-group.ts";
import { describeFailedInstance } from "./failed-instance.ts";
import type { StackContext } from "./stack.ts";

/** How long an instance may take to boot and start its application, before its health checks count. */
const bootMs = 30_000;
const longestDelayMs = 250;

export interface HealthWait {
  readonly colour: Colour;
  readonly targetGroupArn: string;
}

interface Health {
  readonly instances: readonly GroupInstance[];
  readonly targets: readonly TargetHealthDescription[];
}

/**
 * Waits until as many instances serve as are desired; gives their ids. Rejects with `InstancesUnhealthy`, with the
 * application's last lines, as soon as an instance ends, or when they do not get healthy in time.
 */
export async function awaitHealthy(context: StackContext, wait: HealthWait): Promise<readonly string[]> {
  const { desired } = context.request.payload.capacity;
  const watch = createWatch(context, desired);
  let health: Health = { instances: [], targets: [] };
  try {
    await waitUntil({
      what: `${desired} healthy instances`,
      deadlineMs: deadlineMs(context),
      longestDelayMs,
      signal: context.progress.signal,
      isDone: async () => {
        health = await readHealth(context, wait);
        return watch(health);
      },
    });
  } catch (error) {
    if (!(error instanceof WaitedTooLong)) throw error;
    throw await notHealthyInTime(context, health, error);
  }
  return healthyIds(health);
}

async function readHealth(context: StackContext, { colour, targetGroupArn }: HealthWait): Promise<Health> {
  const [group, { TargetHealthDescriptions }] = await Promise.all([
    findGroup(context, colour),
    context.loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn })),
  ]);
  if (group === undefined)
    throw new InstancesUnhealthy("the new colour's auto scaling group was removed by somebody");
  return { instances: group.Instances ?? [], targets: TargetHealthDescriptions ?? [] };
}

/** Tells what changes, notices instances that end, and says when all desired ones are healthy. */
function createWatch(context: StackContext, desired: number): (health: Health) => Promise<boolean> {
  const seen = new Set<string>();
  let told = "";
  return async (health) => {
    const present = new Set(health.instances.filter(isStaying).map(({ InstanceId }) => InstanceId ?? ""));
    const ended = [...seen].find((id) => !present.has(id)) ?? health.instances.find(isEnding)?.InstanceId;
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
function healthyIds({ instances, targets }: Health): readonly string[] {
  const inService = new Set(
    instances
      .filter(({ LifecycleState }) => LifecycleState === "InService")
      .map(({ InstanceId }) => InstanceId),
  );
  return targets
    .filter(({ TargetHealth }) => TargetHealth?.State === "healthy")
    .flatMap(({ Target }) => (Target?.Id !== undefined && inService.has(Target.Id) ? [Target.Id] : []));
}

async function instanceEnded(context: StackContext, instanceId: string): Promise<InstancesUnhealthy> {
  return new InstancesUnhealthy(
    `instance ${instanceId} ended.\n${await describeFailedInstance(context, instanceId)}`,
  );
}

async function notHealthyInTime(
  context: StackContext,
  { instances, targets }: Health,
  error: Error,
): Promise<InstancesUnhealthy> {
  const unhealthy = targets.find(({ TargetHealth }) => TargetHealth?.State !== "healthy");
  const instanceId = unhealthy?.Target?.Id ?? instances[0]?.InstanceId;
  const { State = "unknown", Description = "" } = unhealthy?.TargetHealth ?? {};
  const details = instanceId === undefined ? "" : await describeFailedInstance(context, instanceId);
  const text = `${error.message}: target ${instanceId ?? "none"} is ${State}. ${Description}\n${details}`;
  return new InstancesUnhealthy(text, { cause: error });
}

function deadlineMs({ request }: StackContext): number {
  const { intervalSeconds, healthyThreshold, timeoutSeconds } = request.payload.health;
  return bootMs + (intervalSeconds + timeoutSeconds) * healthyThreshold * 2000;
}
