import type {
  DescribeTargetHealthCommandInput,
  DescribeTargetHealthCommandOutput,
  TargetDescription,
  TargetHealthDescription,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { toTargetHealthDescription } from "../../shape.ts";
import { findByArn, targetsOf } from "../../state.ts";

/** The health of all targets of a group, or of those named. */
export const describeTargetHealth = (elb: LoadBalancing) =>
  elbOperation<DescribeTargetHealthCommandInput, DescribeTargetHealthCommandOutput>(
    ["TargetGroupArn", "Targets"],
    (input) => {
      const group = findByArn(elb.state, "targetGroups", input.TargetGroupArn);
      const all = targetsOf(elb.state, group.arn).map((target) => toTargetHealthDescription(elb, target));
      const named = input.Targets ?? [];
      if (named.length === 0) return { TargetHealthDescriptions: all };
      return { TargetHealthDescriptions: named.map((target) => findHealth(all, target, group.port)) };
    },
  );

function findHealth(
  all: readonly TargetHealthDescription[],
  { Id, Port }: TargetDescription,
  groupPort: number,
): TargetHealthDescription {
  const found = all.find(({ Target: it }) => it?.Id === Id && (Port === undefined || it?.Port === Port));
  if (found !== undefined) return found;
  const Description = "Target is not registered to the target group";
  return {
    Target: { Id, Port: Port ?? groupPort },
    TargetHealth: { State: "unused", Reason: "Target.NotRegistered", Description },
  };
}
