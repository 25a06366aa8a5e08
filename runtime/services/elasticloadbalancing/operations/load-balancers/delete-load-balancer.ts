import type {
  DeleteLoadBalancerCommandInput,
  DeleteLoadBalancerCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { listenersOf, removeListener } from "../../state.ts";

/** Closes and removes a load balancer with its listeners; one that does not exist is no error. */
export const deleteLoadBalancer = (elb: LoadBalancing) =>
  elbOperation<DeleteLoadBalancerCommandInput, DeleteLoadBalancerCommandOutput>(
    ["LoadBalancerArn"],
    async (input) => {
      const { state } = elb;
      const balancer = state.loadBalancers.get(input.LoadBalancerArn ?? "");
      if (balancer === undefined) return {};
      if (balancer.attributes["deletion_protection.enabled"] === "true") {
        throw new AwsError("OperationNotPermitted", `deletion protection is enabled for ${balancer.name}`);
      }
      for (const listener of listenersOf(state, balancer.arn)) {
        removeListener(state, listener);
        await elb.listening.close(listener.arn);
      }
      elb.addresses.release(balancer.arn);
      state.tags.delete(balancer.arn);
      state.loadBalancers.delete(balancer.arn);
      elb.checks.sync();
      return {};
    },
  );
