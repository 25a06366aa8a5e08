import {
  DeleteRuleCommand,
  DescribeRulesCommand,
  type ElasticLoadBalancingV2Client,
  type Rule,
  RuleNotFoundException,
} from "@aws-sdk/client-elastic-load-balancing-v2";

const TEST_HEADER = "x-repave-release";

/** Removes the listener rule by which a release was tested before it had traffic; passed over when it is gone. */
export async function deleteTestRule(client: ElasticLoadBalancingV2Client, ruleArn: string): Promise<void> {
  try {
    await client.send(new DeleteRuleCommand({ RuleArn: ruleArn }));
  } catch (error) {
    if (!(error instanceof RuleNotFoundException)) throw error;
  }
}

/** Removes every rule of a listener that leads requests to this release. */
export async function deleteTestRulesOf(
  client: ElasticLoadBalancingV2Client,
  place: Readonly<{ listenerArn: string; releaseId: string }>,
): Promise<void> {
  const { Rules = [] } = await client.send(new DescribeRulesCommand({ ListenerArn: place.listenerArn }));
  const arns = Rules.filter((rule) => leadsTo(rule, place.releaseId)).flatMap(({ RuleArn }) => RuleArn ?? []);
  await Promise.all(arns.map((arn) => deleteTestRule(client, arn)));
}

function leadsTo({ Conditions = [] }: Rule, releaseId: string): boolean {
  return Conditions.some(({ HttpHeaderConfig: header }) => {
    return (
      header?.HttpHeaderName?.toLowerCase() === TEST_HEADER && header.Values?.includes(releaseId) === true
    );
  });
}
