import type {
  DeleteRuleRequest,
  Rule as DescribedRule,
  DescribeRuleRequest,
  DescribeRuleResponse,
  DisableRuleRequest,
  EnableRuleRequest,
  ListRulesRequest,
  ListRulesResponse,
} from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../kernel/service.ts";
import { pageOf } from "../../../protocol/page.ts";
import { checkBus, type Events, findRule, invalid, targetsOf } from "../events.ts";
import type { Rule } from "../state.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html */
export function describeRule(events: Events): Operation<DescribeRuleRequest, DescribeRuleResponse> {
  return (input) => describe(findRule(events, input.Name, input.EventBusName));
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html */
export function listRules(events: Events): Operation<ListRulesRequest, ListRulesResponse> {
  return (input) => {
    checkBus(events, input.EventBusName);
    const page = pageOf(events.state.rules.values(input.NamePrefix ?? ""), {
      limit: input.Limit ?? 100,
      token: input.NextToken,
      keyOf: ({ name }) => name,
      invalidTokenCode: "ValidationException",
    });
    return { Rules: page.items.map(describe), NextToken: page.nextToken };
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EnableRule.html */
export function enableRule(events: Events): Operation<EnableRuleRequest, object> {
  return (input) => setEnabled(events, { ...input, enabled: true });
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DisableRule.html */
export function disableRule(events: Events): Operation<DisableRuleRequest, object> {
  return (input) => setEnabled(events, { ...input, enabled: false });
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html: idempotent. */
export function deleteRule(events: Events): Operation<DeleteRuleRequest, object> {
  return (input) => {
    checkBus(events, input.EventBusName);
    const name = input.Name ?? "";
    if ([...targetsOf(events, name)].length > 0) throw invalid("Rule can't be deleted since it has targets.");
    events.state.rules.delete(name);
    return {};
  };
}

function setEnabled(events: Events, change: EnableRuleRequest & { enabled: boolean }): object {
  const rule = findRule(events, change.Name, change.EventBusName);
  events.state.rules.put(rule.name, { ...rule, enabled: change.enabled });
  return {};
}

function describe(rule: Rule): DescribedRule {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.eventPattern,
    State: rule.enabled ? "ENABLED" : "DISABLED",
    EventBusName: "default",
    ...(rule.description !== undefined && { Description: rule.description }),
    ...(rule.roleArn !== undefined && { RoleArn: rule.roleArn }),
  };
}
