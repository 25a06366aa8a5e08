import {
  type Action,
  CreateListenerCommand,
  CreateRuleCommand,
  DeleteRuleCommand,
  DescribeListenersCommand,
  DescribeRulesCommand,
  type Listener,
  ModifyListenerCommand,
  ModifyRuleCommand,
  type RuleCondition,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { liveColour } from "../../../core/blue-green.ts";
import { ProvisionFailed } from "../../../core/errors.ts";
import type { Colour } from "../../../core/stack-names.ts";
import type { ProvisionResult, Weights } from "../../../core/stage-results.ts";
import { isRefusedWith, type StackContext, stackTags, tagList } from "./stack.ts";

type TargetGroups = ProvisionResult["targetGroups"];

/** The header that lets a release be tried through the load balancer before it gets any traffic. */
export const releaseHeader = "x-repave-release";

/** The first rule of the listener is the test rule. */
const testRulePriority = 1;

/** The stack's listener. With the first release it answers 503 until traffic is moved to a colour. */
export async function ensureListener(context: StackContext, loadBalancerArn: string): Promise<Listener> {
  const { listenerPort } = context.request.payload;
  const { Listeners } = await context.loadBalancing.send(
    new DescribeListenersCommand({ LoadBalancerArn: loadBalancerArn }),
  );
  const other = Listeners?.find(({ Port }) => Port !== listenerPort);
  if (other !== undefined)
    throw new ProvisionFailed(
      `the stack listens on port ${other.Port}; the environment asks for ${listenerPort}. A listener's port cannot be changed under the live colour: remove the load balancer first.`,
    );
  return Listeners?.[0] ?? createListener(context, loadBalancerArn);
}

async function createListener(context: StackContext, loadBalancerArn: string): Promise<Listener> {
  const MessageBody = `${context.request.application} is not released yet`;
  const unavailable = { StatusCode: "503", ContentType: "text/plain", MessageBody };
  const { Listeners } = await context.loadBalancing.send(
    new CreateListenerCommand({
      LoadBalancerArn: loadBalancerArn,
      Protocol: "HTTP",
      Port: context.request.payload.listenerPort,
      DefaultActions: [{ Type: "fixed-response", FixedResponseConfig: unavailable }],
      Tags: tagList(stackTags(context)),
    }),
  );
  if (Listeners?.[0] === undefined) throw new Error("the listener was not made");
  return Listeners[0];
}

/** The colour that a listener sends its traffic to; null while it answers 503 itself. */
export function readLiveColour(listener: Listener, targetGroups: TargetGroups): Colour | null {
  return liveColour(readWeights(listener, targetGroups));
}

function readWeights({ DefaultActions }: Listener, targetGroups: TargetGroups): Weights {
  const action = DefaultActions?.[0];
  const weightOf = (arn: string): number => {
    const target = action?.ForwardConfig?.TargetGroups?.find(({ TargetGroupArn }) => TargetGroupArn === arn);
    return target?.Weight ?? (action?.TargetGroupArn === arn ? 1 : 0);
  };
  return { blue: weightOf(targetGroups.blue), green: weightOf(targetGroups.green) };
}

/**
 * The rule that sends requests with this release's header to its colour. Gives its ARN. Only a release that failed leaves one
 * behind, so it is made first and looked for only when that is refused.
 */
export async function ensureTestRule(
  context: StackContext,
  listenerArn: string,
  targetGroupArn: string,
): Promise<string> {
  const rule = testRule(context.request.releaseId, targetGroupArn);
  const { Rules } = await createRule(context, listenerArn, rule).catch((error: unknown) => {
    if (isRefusedWith(error, "PriorityInUseException")) return changeRule(context, listenerArn, rule);
    throw error;
  });
  const arn = Rules?.[0]?.RuleArn;
  if (arn === undefined) throw new Error("the listener's test rule has no ARN");
  return arn;
}

async function changeRule({ loadBalancing }: StackContext, ListenerArn: string, rule: TestRule) {
  const { Rules } = await loadBalancing.send(new DescribeRulesCommand({ ListenerArn }));
  const existing = Rules?.find(({ Priority }) => Priority === String(testRulePriority));
  return loadBalancing.send(new ModifyRuleCommand({ RuleArn: existing?.RuleArn, ...rule }));
}

/**
 * Takes the idle colour's group out of the listener: traffic goes to the live colour alone, as it does already, and the
 * test rule of an earlier release goes.
 */
export async function detachFromListener(
  { loadBalancing }: StackContext,
  { listenerArn, liveColour: live, targetGroups }: ListenerUse,
): Promise<void> {
  const { Rules } = await loadBalancing.send(new DescribeRulesCommand({ ListenerArn: listenerArn }));
  const testRules = (Rules ?? []).filter(({ Priority }) => Priority === String(testRulePriority));
  for (const { RuleArn } of testRules) await loadBalancing.send(new DeleteRuleCommand({ RuleArn }));
  if (live === null) return;
  const TargetGroups = [{ TargetGroupArn: targetGroups[live], Weight: 100 }];
  await loadBalancing.send(
    new ModifyListenerCommand({
      ListenerArn: listenerArn,
      DefaultActions: [{ Type: "forward", ForwardConfig: { TargetGroups } }],
    }),
  );
}

interface ListenerUse {
  readonly listenerArn: string;
  readonly liveColour: Colour | null;
  readonly targetGroups: TargetGroups;
}

interface TestRule {
  readonly Conditions: RuleCondition[];
  readonly Actions: Action[];
}

function testRule(releaseId: string, targetGroupArn: string): TestRule {
  const HttpHeaderConfig = { HttpHeaderName: releaseHeader, Values: [releaseId] };
  return {
    Conditions: [{ Field: "http-header", HttpHeaderConfig }],
    Actions: [{ Type: "forward", TargetGroupArn: targetGroupArn }],
  };
}

function createRule(context: StackContext, ListenerArn: string, rule: TestRule) {
  const Tags = tagList(stackTags(context));
  return context.loadBalancing.send(
    new CreateRuleCommand({ ListenerArn, Priority: testRulePriority, ...rule, Tags }),
  );
}
