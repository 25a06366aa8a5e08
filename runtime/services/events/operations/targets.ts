import type {
  ListRuleNamesByTargetRequest,
  ListRuleNamesByTargetResponse,
  ListTargetsByRuleRequest,
  ListTargetsByRuleResponse,
  PutTargetsRequest,
  PutTargetsResponse,
  RemoveTargetsRequest,
  RemoveTargetsResponse,
  Target,
} from "@aws-sdk/client-eventbridge";
import type { Operation } from "../../../kernel/service.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { pageOf } from "../../../protocol/page.ts";
import { serviceOf } from "../delivery.ts";
import { checkBus, type Events, findRule, invalid, targetsOf } from "../events.ts";
import { checkTargetInput } from "../target-input.ts";

const EMULATED = [
  "Id",
  "Arn",
  "RoleArn",
  "Input",
  "InputPath",
  "InputTransformer",
  "RetryPolicy",
  "DeadLetterConfig",
];
const MOST_TARGETS = 5;

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html: adds, or replaces by id. */
export function putTargets(events: Events): Operation<PutTargetsRequest, PutTargetsResponse> {
  return (input) => {
    const rule = findRule(events, input.Rule, input.EventBusName);
    const targets = (input.Targets ?? []).map(checkTarget);
    const ids = new Set([
      ...[...targetsOf(events, rule.name)].map(({ target }) => target.Id),
      ...targets.map(({ Id }) => Id),
    ]);
    if (ids.size > MOST_TARGETS) {
      throw new AwsError(
        "LimitExceededException",
        `The requested resource exceeds the maximum number allowed: ${MOST_TARGETS} targets a rule.`,
      );
    }
    for (const target of targets) {
      events.state.targets.put(`${rule.name}/${target.Id}`, { rule: rule.name, target });
    }
    return { FailedEntryCount: 0, FailedEntries: [] };
  };
}

function checkTarget(target: Target): Target & { Id: string; Arn: string } {
  const { Id = "", Arn = "" } = target;
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(Id))
    throw invalid(`Target ids match [.\\-_A-Za-z0-9]{1,64}; got '${Id}'.`);
  const others = Object.entries(target).filter(
    ([name, value]) => !EMULATED.includes(name) && value !== undefined,
  );
  if (others.length > 0)
    throw invalid(`Target ${Id}: not emulated: ${others.map(([name]) => name).join(", ")}.`);
  const service = serviceOf(Arn);
  if (service === undefined)
    throw invalid(
      `Target ${Id}: ${Arn} is not emulated as a target; there are Lambda, Step Functions, SQS and SNS.`,
    );
  if (service === "states" && target.RoleArn === undefined)
    throw invalid(`RoleArn is required for target ${Arn}.`);
  checkTargetInput(target);
  return { ...target, Id, Arn };
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemoveTargets.html */
export function removeTargets(events: Events): Operation<RemoveTargetsRequest, RemoveTargetsResponse> {
  return (input) => {
    const rule = findRule(events, input.Rule, input.EventBusName);
    for (const id of input.Ids ?? []) events.state.targets.delete(`${rule.name}/${id}`);
    return { FailedEntryCount: 0, FailedEntries: [] };
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html */
export function listTargetsByRule(
  events: Events,
): Operation<ListTargetsByRuleRequest, ListTargetsByRuleResponse> {
  return (input) => {
    const rule = findRule(events, input.Rule, input.EventBusName);
    const page = pageOf(targetsOf(events, rule.name), {
      limit: input.Limit ?? 100,
      token: input.NextToken,
      keyOf: ({ target }) => target.Id,
      invalidTokenCode: "ValidationException",
    });
    return { Targets: page.items.map(({ target }) => target), NextToken: page.nextToken };
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRuleNamesByTarget.html */
export function listRuleNamesByTarget(
  events: Events,
): Operation<ListRuleNamesByTargetRequest, ListRuleNamesByTargetResponse> {
  return (input) => {
    checkBus(events, input.EventBusName);
    const names = [...events.state.targets.values()]
      .filter(({ target }) => target.Arn === input.TargetArn)
      .map(({ rule }) => rule);
    const page = pageOf([...new Set(names)].sort(), {
      limit: input.Limit ?? 100,
      token: input.NextToken,
      keyOf: (name) => name,
      invalidTokenCode: "ValidationException",
    });
    return { RuleNames: [...page.items], NextToken: page.nextToken };
  };
}
