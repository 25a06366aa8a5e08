import type {
  DeleteListenerCommandInput,
  DeleteListenerCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { findByArn, removeListener } from "../../state.ts";

/** Closes a port of a load balancer, and removes its rules. */
export const deleteListener = (elb: LoadBalancing) =>
  elbOperation<DeleteListenerCommandInput, DeleteListenerCommandOutput>(["ListenerArn"], async (input) => {
    const listener = findByArn(elb.state, "listeners", input.ListenerArn);
    removeListener(elb.state, listener);
    await elb.listening.close(listener.arn);
    elb.checks.sync();
    return {};
  });
