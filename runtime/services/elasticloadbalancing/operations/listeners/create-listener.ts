import type {
  CreateListenerCommandInput,
  CreateListenerCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import { checkActions } from "../../actions.ts";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import type { ListenerRecord } from "../../records.ts";
import { toListener } from "../../shape.ts";
import { findByArn, listenersOf, newArnId } from "../../state.ts";
import { putTags } from "../../tags.ts";

/** Opens a port of a load balancer. */
export const createListener = (elb: LoadBalancing) =>
  elbOperation<CreateListenerCommandInput, CreateListenerCommandOutput>(
    ["LoadBalancerArn", "Protocol", "Port", "DefaultActions", "Tags"],
    async (input) => {
      const { state } = elb;
      const balancer = findByArn(state, "loadBalancers", input.LoadBalancerArn);
      const { Protocol, Port: port } = input;
      if (Protocol !== "HTTP") {
        throw new AwsError(
          "UnsupportedProtocol",
          `Elastic Load Balancing: not emulated: listeners for ${Protocol}`,
        );
      }
      if (port === undefined || port < 1 || port > 65_535)
        throw new AwsError("ValidationError", "a listener needs a Port");
      if (listenersOf(state, balancer.arn).some((it) => it.port === port)) {
        throw new AwsError(
          "DuplicateListener",
          `A listener already exists on port ${port} for ${balancer.name}`,
        );
      }
      const arn = `${balancer.arn.replace(":loadbalancer/", ":listener/")}/${newArnId()}`;
      const defaultActions = checkActions(state, input.DefaultActions);
      putTags(state, arn, input.Tags);
      const listener: ListenerRecord = { arn, loadBalancerArn: balancer.arn, port, defaultActions };
      await elb.listening.open(listener);
      state.listeners.put(arn, listener);
      elb.checks.sync();
      return { Listeners: [toListener(listener)] };
    },
  );
