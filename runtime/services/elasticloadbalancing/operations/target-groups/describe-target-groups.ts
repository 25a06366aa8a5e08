import type {
  DescribeTargetGroupsCommandInput,
  DescribeTargetGroupsCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import { pageByPosition } from "../../../../protocol/page.ts";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { toTargetGroup } from "../../shape.ts";
import { findByArn } from "../../state.ts";

/** The target groups there are, or those that a load balancer uses. */
export const describeTargetGroups = (elb: LoadBalancing) =>
  elbOperation<DescribeTargetGroupsCommandInput, DescribeTargetGroupsCommandOutput>(
    ["TargetGroupArns", "Names", "LoadBalancerArn", "Marker", "PageSize"],
    (input) => {
      const { state } = elb;
      const all = [...state.targetGroups.values()];
      const byName = (name: string) => {
        const found = all.find((it) => it.name === name);
        if (found !== undefined) return found;
        throw new AwsError("TargetGroupNotFound", "One or more target groups not found");
      };
      const named = [
        ...(input.TargetGroupArns ?? []).map((arn) => findByArn(state, "targetGroups", arn)),
        ...(input.Names ?? []).map(byName),
      ];
      const shapes = (named.length > 0 ? named : all).map((it) => toTargetGroup(state, it));
      const { LoadBalancerArn: arn } = input;
      const wanted = shapes.filter((it) => arn === undefined || it.LoadBalancerArns?.includes(arn));
      const page = pageByPosition(wanted, {
        limit: input.PageSize,
        token: input.Marker,
        invalidTokenCode: "ValidationError",
      });
      return { TargetGroups: [...page.items], NextMarker: page.nextToken };
    },
  );
