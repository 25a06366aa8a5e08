import type {
  ModifyRuleCommandInput,
  ModifyRuleCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { checkActions } from "../../actions.ts";
import { checkConditions } from "../../conditions.ts";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import type { RuleRecord } from "../../records.ts";
import { toRule } from "../../shape.ts";
import { findByArn } from "../../state.ts";

/** Replaces the conditions or the actions of a rule. */
export const modifyRule = (elb: LoadBalancing) =>
  elbOperation<ModifyRuleCommandInput, ModifyRuleCommandOutput>(
    ["RuleArn", "Conditions", "Actions"],
    (input) => {
      const { state } = elb;
      const rule = findByArn(state, "rules", input.RuleArn);
      const next: RuleRecord = {
        ...rule,
        conditions: input.Conditions === undefined ? rule.conditions : checkConditions(input.Conditions),
        actions: input.Actions === undefined ? rule.actions : checkActions(state, input.Actions),
      };
      state.rules.put(rule.arn, next);
      elb.checks.sync();
      return { Rules: [toRule(next)] };
    },
  );
