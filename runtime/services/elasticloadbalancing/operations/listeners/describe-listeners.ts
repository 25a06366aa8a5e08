import type {
  DescribeListenersCommandInput,
  DescribeListenersCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import { pageByPosition } from "../../../../protocol/page.ts";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { toListener } from "../../shape.ts";
import { findByArn, listenersOf } from "../../state.ts";

/** The listeners of a load balancer, or those named. */
export const describeListeners = (elb: LoadBalancing) =>
  elbOperation<DescribeListenersCommandInput, DescribeListenersCommandOutput>(
    ["LoadBalancerArn", "ListenerArns", "Marker", "PageSize"],
    (input) => {
      const { state } = elb;
      const { LoadBalancerArn: arn, ListenerArns: arns = [] } = input;
      if (arn === undefined && arns.length === 0) {
        throw new AwsError("ValidationError", "You must specify either listener ARNs or a load balancer ARN");
      }
      const named = arns.map((it) => findByArn(state, "listeners", it));
      const wanted =
        arn === undefined ? named : listenersOf(state, findByArn(state, "loadBalancers", arn).arn);
      const page = pageByPosition(wanted, {
        limit: input.PageSize,
        token: input.Marker,
        invalidTokenCode: "ValidationError",
      });
      return { Listeners: page.items.map(toListener), NextMarker: page.nextToken };
    },
  );
