import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
  LoadBalancerNotFoundException,
  TargetGroupNotFoundException,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { stackNames } from "../../core/stack-names.ts";
import type { TrafficSwitch } from "./listener-weights.ts";

type Place = Readonly<{ application: string; environment: string }>;

/**
 * The listener and target groups of a stack, found by their names alone: a release may have failed before anybody wrote
 * down what it made. Undefined when there is no load balancer or it does not listen yet.
 */
export async function findTrafficSwitch(
  client: ElasticLoadBalancingV2Client,
  { application, environment }: Place,
): Promise<TrafficSwitch | undefined> {
  const names = stackNames(application, environment);
  const [listenerArn, blue, green] = await Promise.all([
    findListener(client, names.loadBalancer),
    findTargetGroup(client, names.targetGroup("blue")),
    findTargetGroup(client, names.targetGroup("green")),
  ]);
  return listenerArn === undefined ? undefined : { listenerArn, targetGroups: { blue, green } };
}

async function findListener(client: ElasticLoadBalancingV2Client, name: string): Promise<string | undefined> {
  try {
    const { LoadBalancers = [] } = await client.send(new DescribeLoadBalancersCommand({ Names: [name] }));
    const LoadBalancerArn = LoadBalancers[0]?.LoadBalancerArn;
    if (LoadBalancerArn === undefined) return undefined;
    const { Listeners = [] } = await client.send(new DescribeListenersCommand({ LoadBalancerArn }));
    return Listeners[0]?.ListenerArn;
  } catch (error) {
    if (error instanceof LoadBalancerNotFoundException) return undefined;
    throw error;
  }
}

/** A target group's ARN; empty when there is none of that name, which no listener refers to. */
async function findTargetGroup(client: ElasticLoadBalancingV2Client, name: string): Promise<string> {
  try {
    const { TargetGroups = [] } = await client.send(new DescribeTargetGroupsCommand({ Names: [name] }));
    return TargetGroups[0]?.TargetGroupArn ?? "";
  } catch (error) {
    if (error instanceof TargetGroupNotFoundException) return "";
    throw error;
  }
}
