import { isDeepStrictEqual } from "node:util";
import {
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  DescribeTargetGroupsCommand,
  ModifyTargetGroupCommand,
  type TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Colour } from "../../../core/stack-names.ts";
import { detachFromListener } from "./listener.ts";
import { isRefusedWith, type StackContext, stackTags, tagList } from "./stack.ts";

/** A target group that was found or made. */
export type FoundTargetGroup = TargetGroup & { readonly TargetGroupArn: string };

/** A target group a colour. `prepareIdleTargetGroup` fits one to a release. */
export async function ensureTargetGroups(context: StackContext): Promise<Record<Colour, FoundTargetGroup>> {
  const found = await findTargetGroups(context);
  const ensure = async (colour: Colour) => {
    const name = context.names.targetGroup(colour);
    return identified(
      found.find(({ TargetGroupName }) => TargetGroupName === name) ??
        (await ensureTargetGroup(context, colour)),
    );
  };
  const [blue, green] = await Promise.all([ensure("blue"), ensure("green")]);
  return { blue, green };
}

/** Their ARNs, as a stage's result has them. */
export function arnsOf({ blue, green }: Readonly<Record<Colour, FoundTargetGroup>>): Record<Colour, string> {
  return { blue: blue.TargetGroupArn, green: green.TargetGroupArn };
}

/** The idle colour's group with the health check and port that this release asks for. The live one keeps its own. */
export async function prepareIdleTargetGroup(
  context: StackContext,
  { colour, frame }: IdleColour,
): Promise<string> {
  const found = frame.targetGroups[colour];
  if (found.Port !== context.request.payload.run.port) return replaceTargetGroup(context, { colour, frame });
  const wanted = healthCheck(context);
  if (!isDeepStrictEqual(healthCheckOf(found), wanted))
    await context.loadBalancing.send(
      new ModifyTargetGroupCommand({ TargetGroupArn: found.TargetGroupArn, ...wanted }),
    );
  return found.TargetGroupArn;
}

export interface IdleColour {
  readonly colour: Colour;
  readonly frame: {
    readonly listenerArn: string;
    readonly liveColour: Colour | null;
    readonly targetGroups: Readonly<Record<Colour, FoundTargetGroup>>;
  };
}

/** A group's port cannot be changed: the group of the idle colour is let go by the listener and made anew. */
async function replaceTargetGroup(context: StackContext, { colour, frame }: IdleColour): Promise<string> {
  context.progress.say(
    `${context.names.targetGroup(colour)} is made anew for port ${context.request.payload.run.port}`,
  );
  await detachFromListener(context, { ...frame, targetGroups: arnsOf(frame.targetGroups) });
  await context.loadBalancing.send(
    new DeleteTargetGroupCommand({ TargetGroupArn: frame.targetGroups[colour].TargetGroupArn }),
  );
  return identified(await ensureTargetGroup(context, colour)).TargetGroupArn;
}

function identified({ TargetGroupArn, ...group }: TargetGroup): FoundTargetGroup {
  if (TargetGroupArn === undefined) throw new Error(`target group ${group.TargetGroupName} has no ARN`);
  return { ...group, TargetGroupArn };
}

/** Both at once; none when one is missing, for then the service refuses to tell of the other. */
async function findTargetGroups(context: StackContext): Promise<readonly TargetGroup[]> {
  return describeByName(context, ["blue", "green"]);
}

async function ensureTargetGroup(context: StackContext, colour: Colour): Promise<TargetGroup> {
  const [found] = await describeByName(context, [colour]);
  return found ?? createTargetGroup(context, colour);
}

async function describeByName(
  { names, loadBalancing }: StackContext,
  colours: readonly Colour[],
): Promise<readonly TargetGroup[]> {
  try {
    const Names = colours.map((colour) => names.targetGroup(colour));
    const { TargetGroups } = await loadBalancing.send(new DescribeTargetGroupsCommand({ Names }));
    return TargetGroups ?? [];
  } catch (error) {
    if (isRefusedWith(error, "TargetGroupNotFoundException")) return [];
    throw error;
  }
}

async function createTargetGroup(context: StackContext, colour: Colour): Promise<TargetGroup> {
  const { run, network } = context.request.payload;
  const { TargetGroups } = await context.loadBalancing.send(
    new CreateTargetGroupCommand({
      Name: context.names.targetGroup(colour),
      Protocol: "HTTP",
      Port: run.port,
      VpcId: network.vpcId,
      TargetType: "instance",
      ...healthCheck(context),
      Tags: tagList({ ...stackTags(context), "repave:colour": colour }),
    }),
  );
  return TargetGroups?.[0] ?? {};
}

function healthCheckOf(group: TargetGroup) {
  return {
    HealthCheckProtocol: group.HealthCheckProtocol,
    HealthCheckPath: group.HealthCheckPath,
    HealthCheckIntervalSeconds: group.HealthCheckIntervalSeconds,
    HealthCheckTimeoutSeconds: group.HealthCheckTimeoutSeconds,
    HealthyThresholdCount: group.HealthyThresholdCount,
    UnhealthyThresholdCount: group.UnhealthyThresholdCount,
    Matcher: { HttpCode: group.Matcher?.HttpCode },
  };
}

function healthCheck({ request }: StackContext) {
  const { health } = request.payload;
  return {
    HealthCheckProtocol: "HTTP",
    HealthCheckPath: health.path,
    HealthCheckIntervalSeconds: health.intervalSeconds,
    HealthCheckTimeoutSeconds: health.timeoutSeconds,
    HealthyThresholdCount: health.healthyThreshold,
    UnhealthyThresholdCount: health.unhealthyThreshold,
    Matcher: { HttpCode: "200-299" },
  } as const;
}
