import {
  AutoScalingClient,
  DeleteAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
} from "@aws-sdk/client-auto-scaling";
import { DeleteLaunchTemplateCommand, DescribeLaunchTemplatesCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  type Action,
  DeleteRuleCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  LoadBalancerNotFoundException,
  ModifyListenerCommand,
  RuleNotFoundException,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { mockClient } from "aws-sdk-client-mock";
import type { Colour } from "../../../../core/stack-names.ts";
import type { Weights } from "../../../../core/stage-results.ts";

const closed: Action = { Type: "fixed-response" };

function forward({ blue, green }: Weights): Action {
  const TargetGroups = [
    { TargetGroupArn: "arn:tg-blue", Weight: blue },
    { TargetGroupArn: "arn:tg-green", Weight: green },
  ];
  return { Type: "forward", ForwardConfig: { TargetGroups } };
}

/** The stack of hello-web in dev: a load balancer, and per colour a group and a template tagged with a release. */
export function createStackWorld() {
  const loadBalancing = mockClient(ElasticLoadBalancingV2Client);
  const autoScaling = mockClient(AutoScalingClient);
  const ec2 = mockClient(EC2Client);
  const world = {
    loadBalancing,
    autoScaling,
    ec2,
    action: closed as Action,
    /** Colour → the release that its group and its template are tagged with. */
    groups: new Map<string, string>(),
    templates: new Map<string, string>(),
    /** Rule ARN → the release it leads to. */
    rules: new Map<string, string>(),
    hasLoadBalancer: true,
    /** The load balancer says yes and does nothing. */
    isDeaf: false,
    /** What happened, in order. */
    journal: [] as string[],
  };

  loadBalancing.on(DescribeLoadBalancersCommand).callsFake(() => {
    if (!world.hasLoadBalancer) throw new LoadBalancerNotFoundException({ message: "none", $metadata: {} });
    return { LoadBalancers: [{ LoadBalancerArn: "arn:lb" }] };
  });
  loadBalancing
    .on(DescribeListenersCommand)
    .callsFake(() => ({ Listeners: [{ ListenerArn: "arn:listener", DefaultActions: [world.action] }] }));
  loadBalancing.on(DescribeTargetGroupsCommand).callsFake(({ Names }: { Names: string[] }) => ({
    TargetGroups: [{ TargetGroupArn: `arn:tg-${Names[0]?.split("-").at(-1)}` }],
  }));
  loadBalancing.on(ModifyListenerCommand).callsFake(({ DefaultActions }: { DefaultActions: Action[] }) => {
    const action = DefaultActions[0] ?? closed;
    const weights = action.ForwardConfig?.TargetGroups?.map(({ Weight }) => Weight).join("/");
    world.journal.push(`weights ${weights ?? action.Type}`);
    if (!world.isDeaf) world.action = action;
    return {};
  });
  loadBalancing.on(DescribeRulesCommand).callsFake(() => ({
    Rules: [...world.rules].map(([RuleArn, release]) => ({
      RuleArn,
      Conditions: [
        { Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "X-Repave-Release", Values: [release] } },
      ],
    })),
  }));
  loadBalancing.on(DeleteRuleCommand).callsFake(({ RuleArn }: { RuleArn: string }) => {
    if (!world.rules.delete(RuleArn)) throw new RuleNotFoundException({ message: RuleArn, $metadata: {} });
    return {};
  });
  autoScaling.on(DescribeAutoScalingGroupsCommand).callsFake(({ AutoScalingGroupNames: [name = ""] }) => ({
    AutoScalingGroups: world.groups.has(name)
      ? [{ AutoScalingGroupName: name, Tags: [{ Key: "repave:release", Value: world.groups.get(name) }] }]
      : [],
  }));
  autoScaling.on(DeleteAutoScalingGroupCommand).callsFake(({ AutoScalingGroupName: name, ForceDelete }) => {
    if (!ForceDelete || !world.groups.delete(name)) throw named("ValidationError");
    world.journal.push(`removed ${name}`);
    return {};
  });
  ec2.on(DescribeLaunchTemplatesCommand).callsFake(({ Filters }) => {
    const name = Filters[0]?.Values[0];
    const release = world.templates.get(name);
    if (release === undefined) return { LaunchTemplates: [] };
    return {
      LaunchTemplates: [{ LaunchTemplateName: name, Tags: [{ Key: "repave:release", Value: release }] }],
    };
  });
  ec2.on(DeleteLaunchTemplateCommand).callsFake(({ LaunchTemplateName: name }) => {
    if (!world.templates.delete(name)) throw named("InvalidLaunchTemplateName.NotFoundException");
    return {};
  });

  return Object.assign(world, {
    serve: (weights: Weights) => {
      world.action = forward(weights);
    },
    build: (colour: Colour, release: string) => {
      world.groups.set(`hello-web-dev-${colour}`, release);
      world.templates.set(`hello-web-dev-${colour}`, release);
    },
    clients: () => ({
      autoScaling: new AutoScalingClient({}),
      ec2: new EC2Client({}),
      loadBalancing: new ElasticLoadBalancingV2Client({}),
    }),
  });
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}
