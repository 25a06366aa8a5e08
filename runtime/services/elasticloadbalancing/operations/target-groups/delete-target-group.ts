import type {
  DeleteTargetGroupCommandInput,
  DeleteTargetGroupCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import type { LoadBalancing } from "../../context.ts";
import { elbOperation } from "../../elb-operation.ts";
import { targetKey, targetsOf } from "../../state.ts";
import { usedTargetGroups } from "../../target-checks.ts";

/** Removes a target group that no listener or rule uses. */
export const deleteTargetGroup = (elb: LoadBalancing) =>
  elbOperation<DeleteTargetGroupCommandInput, DeleteTargetGroupCommandOutput>(["TargetGroupArn"], (input) => {
    const { state } = elb;
    const arn = input.TargetGroupArn ?? "";
    if (usedTargetGroups(state).has(arn)) {
      throw new AwsError(
        "ResourceInUse",
        `Target group '${arn}' is currently in use by a listener or a rule`,
      );
    }
    for (const target of targetsOf(state, arn)) state.targets.delete(targetKey(target));
    state.targetGroups.delete(arn);
    state.tags.delete(arn);
    return {};
  });
