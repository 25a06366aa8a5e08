import type {
  Listener,
  LoadBalancer,
  Rule,
  TargetGroup,
  TargetHealthDescription,
  TargetHealth as TargetHealthShape,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { targetGroupsOf } from "./actions.ts";
import type { LoadBalancing } from "./context.ts";
import type {
  ListenerRecord,
  LoadBalancerRecord,
  RuleRecord,
  TargetGroupRecord,
  TargetRecord,
} from "./records.ts";
import { type LoadBalancingState, listenersOf, rulesOf } from "./state.ts";
import { usedTargetGroups } from "./target-checks.ts";

/** A load balancer as the API shows it. Its DNS name is its address: there is no DNS here. */
export function toLoadBalancer(it: LoadBalancerRecord): LoadBalancer {
  return {
    LoadBalancerArn: it.arn,
    LoadBalancerName: it.name,
    DNSName: it.address,
    CanonicalHostedZoneId: "Z35SXDOTRQ7X7K",
    CreatedTime: new Date(it.createdMs),
    Scheme: it.scheme,
    VpcId: it.vpcId,
    State: { Code: "active" },
    Type: "application",
    AvailabilityZones: it.zones.map((zone) => ({ ZoneName: zone.zoneName, SubnetId: zone.subnetId })),
    SecurityGroups: [...it.securityGroupIds],
    IpAddressType: "ipv4",
  };
}

export function toTargetGroup(state: LoadBalancingState, it: TargetGroupRecord): TargetGroup {
  return {
    TargetGroupArn: it.arn,
    TargetGroupName: it.name,
    Protocol: "HTTP",
    ProtocolVersion: "HTTP1",
    Port: it.port,
    VpcId: it.vpcId,
    TargetType: "instance",
    IpAddressType: "ipv4",
    HealthCheckEnabled: true,
    HealthCheckProtocol: "HTTP",
    HealthCheckPort: it.healthCheck.port,
    HealthCheckPath: it.healthCheck.path,
    HealthCheckIntervalSeconds: it.healthCheck.intervalSeconds,
    HealthCheckTimeoutSeconds: it.healthCheck.timeoutSeconds,
    HealthyThresholdCount: it.healthCheck.healthyThreshold,
    UnhealthyThresholdCount: it.healthCheck.unhealthyThreshold,
    Matcher: { HttpCode: it.healthCheck.matcher },
    LoadBalancerArns: loadBalancersOf(state, it.arn),
  };
}

export function toListener(it: ListenerRecord): Listener {
  return {
    ListenerArn: it.arn,
    LoadBalancerArn: it.loadBalancerArn,
    Port: it.port,
    Protocol: "HTTP",
    DefaultActions: [...it.defaultActions],
  };
}

export function toRule(it: RuleRecord): Rule {
  const { arn: RuleArn, priority, conditions, actions } = it;
  return {
    RuleArn,
    Priority: `${priority}`,
    Conditions: [...conditions],
    Actions: [...actions],
    IsDefault: false,
  };
}

/** The rule that every listener has in the end: its default actions. */
export function toDefaultRule(it: ListenerRecord): Rule {
  const RuleArn = `${it.arn.replace(":listener/", ":listener-rule/")}/default`;
  return { RuleArn, Priority: "default", Conditions: [], Actions: [...it.defaultActions], IsDefault: true };
}

export function toTargetHealthDescription(elb: LoadBalancing, target: TargetRecord): TargetHealthDescription {
  const group = elb.state.targetGroups.get(target.targetGroupArn);
  const port = group?.healthCheck.port ?? "traffic-port";
  return {
    Target: { Id: target.instanceId, Port: target.port },
    HealthCheckPort: port === "traffic-port" ? `${target.port}` : port,
    TargetHealth: describeHealth(elb, target),
  };
}

function describeHealth({ state, checks }: LoadBalancing, target: TargetRecord): TargetHealthShape {
  if (target.state === "draining") {
    const Description = "Target deregistration is in progress";
    return { State: "draining", Reason: "Target.DeregistrationInProgress", Description };
  }
  if (target.state === "stopped") {
    return { State: "unused", Reason: "Target.InvalidState", Description: "Target is in the stopped state" };
  }
  const health = checks.healthOf(target);
  if (health === undefined || !usedTargetGroups(state).has(target.targetGroupArn)) {
    const Description = "Target group is not configured to receive traffic from the load balancer";
    return { State: "unused", Reason: "Target.NotInUse", Description };
  }
  if (health.state === "healthy") return { State: "healthy" };
  if (health.state === "initial") {
    const Description = "Initial health checks in progress";
    return { State: "initial", Reason: "Elb.InitialHealthChecking", Description };
  }
  const { reason, description } = health.lastFailure ?? {};
  return { State: "unhealthy", Reason: reason, Description: description };
}

function loadBalancersOf(state: LoadBalancingState, targetGroupArn: string): string[] {
  const arns = [...state.loadBalancers.values()].map((it) => it.arn);
  return arns.filter((arn) =>
    listenersOf(state, arn).some((listener) => {
      const actions = [listener.defaultActions, ...rulesOf(state, listener.arn).map((rule) => rule.actions)];
      return actions.some((it) => targetGroupsOf(it).includes(targetGroupArn));
    }),
  );
}
