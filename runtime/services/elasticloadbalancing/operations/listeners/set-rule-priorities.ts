import type {
  SetRulePrioritiesCommandInput,
  SetRulePrioritiesCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { toRule } from "../../shape.ts";
import { findByArn, rulesOf } from "../../state.ts";

/** Gives rules other places in the order. */
export const setRulePriorities = (elb: LoadBalancing) =>
  elbOperation<SetRulePrioritiesCommandInput, SetRulePrioritiesCommandOutput>(["RulePriorities"], (input) => {
    const { state } = elb;
    const changed = (input.RulePriorities ?? []).map(({ RuleArn, Priority = 0 }) => ({
      ...findByArn(state, "rules", RuleArn),
      priority: Priority,
    }));
    const moved = new Set(changed.map((rule) => rule.arn));
    for (const rule of changed) {
      const others = [...rulesOf(state, rule.listenerArn).filter((it) => !moved.has(it.arn)), ...changed];
      const clash = others.some(
        (it) => it.arn !== rule.arn && it.listenerArn === rule.listenerArn && it.priority === rule.priority,
      );
      if (clash) throw new AwsError("PriorityInUse", `Priority '${rule.priority}' is currently in use`);
    }
    for (const rule of changed) state.rules.put(rule.arn, rule);
    return { Rules: changed.map(toRule) };
  });
