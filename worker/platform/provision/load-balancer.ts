import {
  CreateLoadBalancerCommand,
  DescribeLoadBalancersCommand,
  type LoadBalancer,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ProvisionResult } from "../../../core/stage-results.ts";
import type { SecurityGroups } from "./security-groups.ts";
import { isRefusedWith, type StackContext, stackTags, tagList } from "./stack.ts";

type LoadBalancerResult = ProvisionResult["loadBalancer"];

/** The stack's load balancer; made with the first release, never changed by a later one. */
export async function ensureLoadBalancer(
  context: StackContext,
  securityGroups: Promise<SecurityGroups>,
): Promise<LoadBalancerResult> {
  const found =
    (await findLoadBalancer(context)) ??
    (await createLoadBalancer(context, (await securityGroups).loadBalancer));
  const { LoadBalancerArn: arn, DNSName: dnsName } = found ?? {};
  if (arn === undefined || dnsName === undefined)
    throw new Error(`load balancer ${context.names.loadBalancer} has no ARN or no DNS name`);
  return { arn, dnsName };
}

async function findLoadBalancer({ loadBalancing, names }: StackContext): Promise<LoadBalancer | undefined> {
  try {
    const command = new DescribeLoadBalancersCommand({ Names: [names.loadBalancer] });
    return (await loadBalancing.send(command)).LoadBalancers?.[0];
  } catch (error) {
    if (isRefusedWith(error, "LoadBalancerNotFoundException")) return undefined;
    throw error;
  }
}

async function createLoadBalancer(
  context: StackContext,
  securityGroup: string,
): Promise<LoadBalancer | undefined> {
  const { network } = context.request.payload;
  const { LoadBalancers } = await context.loadBalancing.send(
    new CreateLoadBalancerCommand({
      Name: context.names.loadBalancer,
      Type: "application",
      Scheme: "internal",
      Subnets: network.subnetIds,
      SecurityGroups: [securityGroup, ...network.securityGroupIds],
      Tags: tagList(stackTags(context)),
    }),
  );
  context.progress.say(`load balancer ${context.names.loadBalancer} made`);
  return LoadBalancers?.[0];
}
