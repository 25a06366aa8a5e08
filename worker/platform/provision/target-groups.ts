import {
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  DescribeTargetGroupsCommand,
  ModifyTargetGroupCommand,
  type TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Colour } from "../../../core/stack-names.ts";
import type { ProvisionResult } from "../../../core/stage-results.ts";
import { detachFromListener } from "./listener.ts";
import { isRefusedWith, type StackContext, stackTags, tagList } from "./stack.ts";

type TargetGroupArns = ProvisionResult["targetGroups"];

/** A target group a colour. `prepareIdleTargetGroup` fits one to a release. */
export async function ensureTargetGroups(context: StackContext): Promise<TargetGroupArns> {
  const [blue, green] = await Promise.all([
    ensureTargetGroup(context, "blue"),
    ensureTargetGroup(context, "green"),
  ]);
  return { blue, green };
}

/** The idle colour's group with the health check and port that this release asks for. The live one keeps its own. */
export async function prepareIdleTargetGroup(
  context: StackContext,
  { colour, frame }: IdleColour,
): Promise<string> {
  const arn = frame.targetGroups[colour];
  const { TargetGroups } = await context.loadBalancing.send(
    new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }),
  );
  if (TargetGroups?.[0]?.Port === context.request.payload.run.port) {
    await context.loadBalancing.send(
      new ModifyTargetGroupCommand({ TargetGroupArn: arn, ...healthCheck(context) }),
    );
    return arn;
  }
  return replaceTargetGroup(context, { colour, frame });
}

export interface IdleColour {
  readonly colour: Colour;
  readonly frame: {
    readonly listenerArn: string;
    readonly liveColour: Colour | null;
    readonly targetGroups: TargetGroupArns;
  };
}

/** A group's port cannot be changed: the group of the idle colour is let go by the listener and made anew. */
async function replaceTargetGroup(context: StackContext, { colour, frame }: IdleColour): Promise<string> {
  context.progress.say(
    `${context.names.targetGroup(colour)} is made anew for port ${context.request.payload.run.port}`,
  );
  await detachFromListener(context, frame);
  await context.loadBalancing.send(
    new DeleteTargetGroupCommand({ TargetGroupArn: frame.targetGroups[colour] }),
  );
  return ensureTargetGroup(context, colour);
}

async function ensureTargetGroup(context: StackContext, colour: Colour): Promise<string> {
  const found = (await findTargetGroup(context, colour)) ?? (await createTargetGroup(context, colour));
  if (found?.TargetGroupArn === undefined)
    throw new Error(`target group ${context.names.targetGroup(colour)} has no ARN`);
  return found.TargetGroupArn;
}

async function findTargetGroup(context: StackContext, colour: Colour): Promise<TargetGroup | undefined> {
  try {
    const command = new DescribeTargetGroupsCommand({ Names: [context.names.targetGroup(colour)] });
    return (await context.loadBalancing.send(command)).TargetGroups?.[0];
  } catch (error) {
    if (isRefusedWith(error, "TargetGroupNotFoundException")) return undefined;
    throw error;
  }
}

async function createTargetGroup(context: StackContext, colour: Colour): Promise<TargetGroup | undefined> {
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
  return TargetGroups?.[0];
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
