import type {
  DeleteAutoScalingGroupCommandInput,
  DeleteAutoScalingGroupCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../../protocol/aws-error.ts";
import { autoScalingOperation } from "../autoscaling-operation.ts";
import type { AutoScaling } from "../context.ts";
import { findGroup, membersOf } from "../state.ts";

/** Removes a group in the background: with ForceDelete its instances too, after their target groups have let them go. */
export const deleteAutoScalingGroup = (scaling: AutoScaling) =>
  autoScalingOperation<DeleteAutoScalingGroupCommandInput, DeleteAutoScalingGroupCommandOutput>(
    ["AutoScalingGroupName", "ForceDelete"],
    (input) => {
      const { state } = scaling;
      const group = findGroup(state, input.AutoScalingGroupName);
      if (input.ForceDelete !== true && membersOf(state, group.name).length > 0) {
        const message =
          "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.";
        throw new AwsError("ResourceInUse", message);
      }
      state.groups.put(group.name, { ...group, deleting: true, minSize: 0, desiredCapacity: 0 });
      scaling.wake(group.name);
      return {};
    },
  );
