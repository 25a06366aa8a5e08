import type {
  DeleteRuleCommandInput,
  DeleteRuleCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { findByArn } from "../../state.ts";

/** Removes a rule. */
export const deleteRule = (elb: LoadBalancing) =>
  elbOperation<DeleteRuleCommandInput, DeleteRuleCommandOutput>(["RuleArn"], (input) => {
    const rule = findByArn(elb.state, "rules", input.RuleArn);
    elb.state.rules.delete(rule.arn);
    elb.state.tags.delete(rule.arn);
    elb.checks.sync();
    return {};
  });
