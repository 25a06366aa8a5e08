import type { PutRuleRequest, PutRuleResponse } from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../kernel/service.ts";
import { checkBus, type Events, invalid } from "../events.ts";
import { toRecord } from "./tags.ts";
import { checkPattern } from "./test-event-pattern.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html: creates or replaces; tags only when new. */
export function putRule(events: Events): Operation<PutRuleRequest, PutRuleResponse> {
  return (input) => {
    checkBus(events, input.EventBusName);
    const name = input.Name ?? "";
    if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name))
      throw invalid(`Rule names match [.\\-_A-Za-z0-9]{1,64}; got '${name}'.`);
    if (input.ScheduleExpression) throw invalid("ScheduleExpression is not emulated: give an EventPattern.");
    if (input.EventPattern === undefined) throw invalid("Parameter(s) EventPattern must be specified.");
    if (input.State === "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS")
      throw invalid(`State ${input.State} is not emulated.`);
    checkPattern(input.EventPattern);
    const { region, accountId } = events.runtime;
    const existing = events.state.rules.get(name);
    const arn = `arn:aws:events:${region}:${accountId}:rule/${name}`;
    events.state.rules.put(name, {
      name,
      arn,
      eventPattern: input.EventPattern,
      description: input.Description,
      enabled: input.State !== "DISABLED",
      roleArn: input.RoleArn,
      tags: existing?.tags ?? toRecord(input.Tags),
    });
    return { RuleArn: arn };
  };
}
