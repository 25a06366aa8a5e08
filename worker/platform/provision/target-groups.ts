import {
  CreateTargetGroupCommand,
  DescribeTargetGroupsCommand,
  ModifyTargetGroupCommand,
  type TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Colour } from "../../../core/stack-names.ts";
import type { ProvisionResult } from "../../../core/stage-results.ts";
import { isRefusedWith, type StackContext, stackTags, tagList } from "./stack.ts";

/** A target group a colour. Their health checks are set for the idle colour alone, by `tuneHealthCheck`. */
export async function ensureTargetGroups(context: StackContext): Promise<ProvisionResult["targetGroups"]> {
  const [blue, green] = await Promise.all([
    ensureTargetGroup(context, "blue"),
    ensureTargetGroup(context, "green"),
  ]);
  return { blue, green };
}

/** Gives the idle colour's group the health check that this release asks for. The live one keeps its own. */
export async function tuneHealthCheck(context: StackContext, targetGroupArn: string): Promise<void> {
  await context.loadBalancing.send(
    new ModifyTargetGroupCommand({ TargetGroupArn: targetGroupArn, ...healthCheck(context) }),
  );
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
