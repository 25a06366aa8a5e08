import type {
  CreateRuleCommandInput,
  CreateRuleCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import { checkActions } from "../../actions.ts";
import { checkConditions } from "../../conditions.ts";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import type { RuleRecord } from "../../records.ts";
import { toRule } from "../../shape.ts";
import { findByArn, newArnId, rulesOf } from "../../state.ts";
import { putTags } from "../../tags.ts";

/** Adds a rule to a listener; a lower number comes first. */
export const createRule = (elb: LoadBalancing) =>
  elbOperation<CreateRuleCommandInput, CreateRuleCommandOutput>(
    ["ListenerArn", "Conditions", "Priority", "Actions", "Tags"],
    (input) => {
      const { state } = elb;
      const listener = findByArn(state, "listeners", input.ListenerArn);
      const { Priority: priority = 0 } = input;
      if (priority < 1 || priority > 50_000)
        throw new AwsError("ValidationError", "a Priority is 1 to 50000");
      if (rulesOf(state, listener.arn).some((it) => it.priority === priority)) {
        throw new AwsError("PriorityInUse", `Priority '${priority}' is currently in use`);
      }
      const arn = `${listener.arn.replace(":listener/", ":listener-rule/")}/${newArnId()}`;
      const conditions = checkConditions(input.Conditions);
      const actions = checkActions(state, input.Actions);
      putTags(state, arn, input.Tags);
      const rule: RuleRecord = { arn, listenerArn: listener.arn, priority, conditions, actions };
      state.rules.put(arn, rule);
      elb.checks.sync();
      return { Rules: [toRule(rule)] };
    },
  );
