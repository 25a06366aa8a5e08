import type { Operation } from "../../kernel/service.ts";
import type { LoadBalancing } from "./context.ts";
import { createListener } from "./operations/listeners/create-listener.ts";
import { createRule } from "./operations/listeners/create-rule.ts";
import { deleteListener } from "./operations/listeners/delete-listener.ts";
import { deleteRule } from "./operations/listeners/delete-rule.ts";
import { describeListeners } from "./operations/listeners/describe-listeners.ts";
import { describeRules } from "./operations/listeners/describe-rules.ts";
import { modifyListener } from "./operations/listeners/modify-listener.ts";
import { modifyRule } from "./operations/listeners/modify-rule.ts";
import { setRulePriorities } from "./operations/listeners/set-rule-priorities.ts";
import { createLoadBalancer } from "./operations/load-balancers/create-load-balancer.ts";
import { deleteLoadBalancer } from "./operations/load-balancers/delete-load-balancer.ts";
import { describeLoadBalancerAttributes } from "./operations/load-balancers/describe-load-balancer-attributes.ts";
import { describeLoadBalancers } from "./operations/load-balancers/describe-load-balancers.ts";
import { modifyLoadBalancerAttributes } from "./operations/load-balancers/modify-load-balancer-attributes.ts";
import { setSecurityGroups } from "./operations/load-balancers/set-security-groups.ts";
import { addTags } from "./operations/tags/add-tags.ts";
import { describeTags } from "./operations/tags/describe-tags.ts";
import { removeTags } from "./operations/tags/remove-tags.ts";
import { createTargetGroup } from "./operations/target-groups/create-target-group.ts";
import { deleteTargetGroup } from "./operations/target-groups/delete-target-group.ts";
import { deregisterTargets } from "./operations/target-groups/deregister-targets.ts";
import { describeTargetGroupAttributes } from "./operations/target-groups/describe-target-group-attributes.ts";
import { describeTargetGroups } from "./operations/target-groups/describe-target-groups.ts";
import { describeTargetHealth } from "./operations/target-groups/describe-target-health.ts";
import { modifyTargetGroup } from "./operations/target-groups/modify-target-group.ts";
import { modifyTargetGroupAttributes } from "./operations/target-groups/modify-target-group-attributes.ts";
import { registerTargets } from "./operations/target-groups/register-targets.ts";

/** Every operation of the load balancing service that exists here, by its name. */
export const loadBalancingOperations = (elb: LoadBalancing): Readonly<Record<string, Operation>> => ({
  CreateListener: createListener(elb),
  CreateRule: createRule(elb),
  DeleteListener: deleteListener(elb),
  DeleteRule: deleteRule(elb),
  DescribeListeners: describeListeners(elb),
  DescribeRules: describeRules(elb),
  ModifyListener: modifyListener(elb),
  ModifyRule: modifyRule(elb),
  SetRulePriorities: setRulePriorities(elb),
  CreateLoadBalancer: createLoadBalancer(elb),
  DeleteLoadBalancer: deleteLoadBalancer(elb),
  DescribeLoadBalancerAttributes: describeLoadBalancerAttributes(elb),
  DescribeLoadBalancers: describeLoadBalancers(elb),
  ModifyLoadBalancerAttributes: modifyLoadBalancerAttributes(elb),
  SetSecurityGroups: setSecurityGroups(elb),
  AddTags: addTags(elb),
  DescribeTags: describeTags(elb),
  RemoveTags: removeTags(elb),
  CreateTargetGroup: createTargetGroup(elb),
  DeleteTargetGroup: deleteTargetGroup(elb),
  DeregisterTargets: deregisterTargets(elb),
  DescribeTargetGroupAttributes: describeTargetGroupAttributes(elb),
  DescribeTargetGroups: describeTargetGroups(elb),
  DescribeTargetHealth: describeTargetHealth(elb),
  ModifyTargetGroup: modifyTargetGroup(elb),
  ModifyTargetGroupAttributes: modifyTargetGroupAttributes(elb),
  RegisterTargets: registerTargets(elb),
});
