import type {
  DeregisterTargetsCommandInput,
  DeregisterTargetsCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { findByArn, targetsOf } from "../../state.ts";

/** Takes instances out of a target group; requests under way may finish within the deregistration delay. */
export const deregisterTargets = (elb: LoadBalancing) =>
  elbOperation<DeregisterTargetsCommandInput, DeregisterTargetsCommandOutput>(
    ["TargetGroupArn", "Targets"],
    (input) => {
      const { state } = elb;
      const group = findByArn(state, "targetGroups", input.TargetGroupArn);
      const targets = targetsOf(state, group.arn);
      for (const { Id, Port } of input.Targets ?? []) {
        const meant = targets.filter(
          (it) => it.instanceId === Id && (Port === undefined || it.port === Port),
        );
        if (meant.length === 0) throw new AwsError("InvalidTarget", `The target '${Id}' is not registered`);
        for (const target of meant) if (target.state !== "draining") elb.draining.begin(target);
      }
      elb.checks.sync();
      return {};
    },
  );
