import type { ProvisionResult, StackResource } from "../../../core/stage-results.ts";
import { arnOf, type StackContext } from "./stack.ts";

export interface StackToList extends Omit<ProvisionResult, "resources"> {
  readonly groupArn: string;
  readonly others: readonly StackResource[];
}

/** Every resource of the stack as it stands after this release, for the ledger. */
export function stackResources(context: StackContext, stack: StackToList): readonly StackResource[] {
  const { names } = context;
  return [
    resource("AWS::ElasticLoadBalancingV2::LoadBalancer", names.loadBalancer, stack.loadBalancer.arn),
    resource("AWS::ElasticLoadBalancingV2::Listener", lastPart(stack.listenerArn), stack.listenerArn),
    resource("AWS::ElasticLoadBalancingV2::ListenerRule", lastPart(stack.testRuleArn), stack.testRuleArn),
    resource("AWS::ElasticLoadBalancingV2::TargetGroup", names.targetGroup("blue"), stack.targetGroups.blue),
    resource(
      "AWS::ElasticLoadBalancingV2::TargetGroup",
      names.targetGroup("green"),
      stack.targetGroups.green,
    ),
    ofEc2(context, "AWS::EC2::LaunchTemplate", `launch-template/${stack.launchTemplate.id}`),
    resource("AWS::AutoScaling::AutoScalingGroup", stack.autoScalingGroup, stack.groupArn),
    ...stack.instances.map(({ id }) => ofEc2(context, "AWS::EC2::Instance", `instance/${id}`)),
    ...stack.others,
  ];
}

function resource(type: StackResource["type"], id: string, arn: string): StackResource {
  return { type, id, arn };
}

function ofEc2(context: StackContext, type: StackResource["type"], path: string): StackResource {
  return { type, id: lastPart(path), arn: arnOf(context, "ec2", path) };
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
