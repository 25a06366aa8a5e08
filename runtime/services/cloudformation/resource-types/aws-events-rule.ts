import { isDeepStrictEqual } from "node:util";
import { hasChangedBesides, present } from "./changed.ts";
import { removeIfPresent } from "./idempotency.ts";
import type { PropertyShape, ResourceContext, ResourceType } from "./resource-type.ts";

interface Target {
  readonly Id: string;
}

interface Properties {
  readonly Name?: string;
  readonly Description?: string;
  readonly State?: string;
  readonly EventPattern?: object;
  readonly ScheduleExpression?: string;
  readonly Targets?: readonly Target[];
}

const PROPERTIES: PropertyShape = {
  Name: true,
  Description: true,
  State: true,
  EventPattern: true,
  ScheduleExpression: true,
  Targets: {
    Id: true,
    Arn: true,
    RoleArn: true,
    Input: true,
    InputPath: true,
    InputTransformer: true,
    RetryPolicy: { MaximumRetryAttempts: true, MaximumEventAgeInSeconds: true },
    DeadLetterConfig: { Arn: true },
  },
};

const GONE = ["ResourceNotFoundException"];

/** `AWS::Events::Rule` on the default bus. PutRule and PutTargets are idempotent. */
export const eventsRule: ResourceType<Properties> = {
  properties: PROPERTIES,
  required: [],
  replacement: ["Name"],
  attributes: ["Arn"],
  async create(properties, context) {
    const name = properties.Name ?? context.generatedName(64);
    const { RuleArn } = await putRule(name, properties, context);
    await putTargets(name, properties.Targets ?? [], context);
    return { physicalId: name, attributes: { Arn: RuleArn } };
  },
  async update(change, context) {
    const { physicalId: name, properties, previous } = change;
    if (hasChangedBesides(change, "Targets")) await putRule(name, properties, context);
    const { Targets: now = [] } = properties;
    const { Targets: before = [] } = previous;
    const kept = new Set(now.map(({ Id }) => Id));
    await removeTargets(
      name,
      before.filter(({ Id }) => !kept.has(Id)),
      context,
    );
    const changed = now.filter((target) => !before.some((other) => isDeepStrictEqual(other, target)));
    await putTargets(name, changed, context);
    return change;
  },
  async remove({ physicalId: name, properties }, context) {
    await removeIfPresent(GONE, () => removeTargets(name, properties.Targets ?? [], context));
    await removeIfPresent(GONE, () => context.call("events", "DeleteRule", { Name: name }));
  },
};

function putRule(
  Name: string,
  properties: Properties,
  context: ResourceContext,
): Promise<{ RuleArn: string }> {
  const { Description, State, EventPattern, ScheduleExpression } = properties;
  const pattern = EventPattern && { EventPattern: JSON.stringify(EventPattern) };
  return context.call("events", "PutRule", {
    Name,
    ...present({ Description, State, ScheduleExpression }),
    ...pattern,
  });
}

async function putTargets(Rule: string, Targets: readonly Target[], context: ResourceContext): Promise<void> {
  if (Targets.length === 0) return;
  const answer = await context.call("events", "PutTargets", { Rule, Targets });
  refuseFailures(answer);
}

async function removeTargets(
  Rule: string,
  targets: readonly Target[],
  context: ResourceContext,
): Promise<void> {
  if (targets.length === 0) return;
  const answer = await context.call("events", "RemoveTargets", { Rule, Ids: targets.map(({ Id }) => Id) });
  refuseFailures(answer);
}

/** PutTargets and RemoveTargets answer 200 even when entries failed. */
function refuseFailures(
  answer: Readonly<{ FailedEntries?: readonly { readonly ErrorMessage?: string }[] }>,
): void {
  const [failed] = answer.FailedEntries ?? [];
  if (failed)
    throw new Error(`A target of the rule was refused: ${failed.ErrorMessage ?? "no reason given"}`);
}
