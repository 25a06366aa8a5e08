import type {
  DescribeRulesCommandInput,
  DescribeRulesCommandOutput,
  Rule,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import { pageByPosition } from "../../../../protocol/page.ts";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { toDefaultRule, toRule } from "../../shape.ts";
import { findByArn, type LoadBalancingState, rulesOf } from "../../state.ts";

/** The rules of a listener in the order they are tried, the default one last; or those named. */
export const describeRules = (elb: LoadBalancing) =>
  elbOperation<DescribeRulesCommandInput, DescribeRulesCommandOutput>(
    ["ListenerArn", "RuleArns", "Marker", "PageSize"],
    (input) => {
      const { state } = elb;
      const { ListenerArn: arn, RuleArns: arns = [] } = input;
      if ((arn === undefined) === (arns.length === 0)) {
        throw new AwsError("ValidationError", "You must specify either listener rule ARNs or a listener ARN");
      }
      const rules =
        arn === undefined
          ? arns.map((it) => toRule(findByArn(state, "rules", it)))
          : rulesWithDefault(state, arn);
      const page = pageByPosition(rules, {
        limit: input.PageSize,
        token: input.Marker,
        invalidTokenCode: "ValidationError",
      });
      return { Rules: [...page.items], NextMarker: page.nextToken };
    },
  );

function rulesWithDefault(state: LoadBalancingState, listenerArn: string): readonly Rule[] {
  const listener = findByArn(state, "listeners", listenerArn);
  return [...rulesOf(state, listener.arn).map(toRule), toDefaultRule(listener)];
}
