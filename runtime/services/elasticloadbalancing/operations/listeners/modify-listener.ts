import type {
  ModifyListenerCommandInput,
  ModifyListenerCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import { checkActions } from "../../actions.ts";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { toListener } from "../../shape.ts";
import { findByArn } from "../../state.ts";

/** Changes the default actions or the port of a listener; requests under way are not disturbed by new actions. */
export const modifyListener = (elb: LoadBalancing) =>
  elbOperation<ModifyListenerCommandInput, ModifyListenerCommandOutput>(
    ["ListenerArn", "Port", "Protocol", "DefaultActions"],
    async (input) => {
      const { state } = elb;
      const listener = findByArn(state, "listeners", input.ListenerArn);
      if (input.Protocol !== undefined && input.Protocol !== "HTTP") {
        throw new AwsError(
          "UnsupportedProtocol",
          `Elastic Load Balancing: not emulated: listeners for ${input.Protocol}`,
        );
      }
      const defaultActions =
        input.DefaultActions === undefined
          ? listener.defaultActions
          : checkActions(state, input.DefaultActions);
      const next = { ...listener, defaultActions, port: input.Port ?? listener.port };
      if (next.port !== listener.port) await elb.listening.open(next);
      state.listeners.put(listener.arn, next);
      elb.checks.sync();
      return { Listeners: [toListener(next)] };
    },
  );
