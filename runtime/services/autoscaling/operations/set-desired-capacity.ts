import type {
  SetDesiredCapacityCommandInput,
  SetDesiredCapacityCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../../protocol/aws-error.ts";
import { autoScalingOperation } from "../autoscaling-operation.ts";
import type { AutoScaling } from "../context.ts";
import { checkCapacity } from "../group-settings.ts";
import { findChangeableGroup } from "../state.ts";

/** Sets how many instances a group should have. */
export const setDesiredCapacity = (scaling: AutoScaling) =>
  autoScalingOperation<SetDesiredCapacityCommandInput, SetDesiredCapacityCommandOutput>(
    ["AutoScalingGroupName", "DesiredCapacity", "HonorCooldown"],
    (input) => {
      const group = findChangeableGroup(scaling.state, input.AutoScalingGroupName);
      if (input.HonorCooldown === true) {
        throw new AwsError("ValidationError", "Auto Scaling: not emulated: HonorCooldown");
      }
      const next = { ...group, desiredCapacity: input.DesiredCapacity ?? group.desiredCapacity };
      checkCapacity(next);
      scaling.state.groups.put(group.name, { ...next, failures: 0, retryAtMs: 0 });
      scaling.wake(group.name);
      return {};
    },
  );
