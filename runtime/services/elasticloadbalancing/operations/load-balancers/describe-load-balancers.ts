import type {
  DescribeLoadBalancersCommandInput,
  DescribeLoadBalancersCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import { pageByPosition } from "../../../../protocol/page.ts";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { toLoadBalancer } from "../../shape.ts";
import { findByArn } from "../../state.ts";

/** The load balancers there are. */
export const describeLoadBalancers = (elb: LoadBalancing) =>
  elbOperation<DescribeLoadBalancersCommandInput, DescribeLoadBalancersCommandOutput>(
    ["LoadBalancerArns", "Names", "Marker", "PageSize"],
    (input) => {
      const { state } = elb;
      const all = [...state.loadBalancers.values()];
      const byName = (name: string) => {
        const found = all.find((it) => it.name === name);
        if (found !== undefined) return found;
        throw new AwsError("LoadBalancerNotFound", `Load balancers '[${name}]' not found`);
      };
      const named = [
        ...(input.LoadBalancerArns ?? []).map((arn) => findByArn(state, "loadBalancers", arn)),
        ...(input.Names ?? []).map(byName),
      ];
      const wanted = named.length > 0 ? named : all;
      const page = pageByPosition(wanted, {
        limit: input.PageSize,
        token: input.Marker,
        invalidTokenCode: "ValidationError",
      });
      return { LoadBalancers: page.items.map(toLoadBalancer), NextMarker: page.nextToken };
    },
  );
