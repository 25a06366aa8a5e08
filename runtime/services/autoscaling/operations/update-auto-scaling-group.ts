import type {
  UpdateAutoScalingGroupCommandInput,
  UpdateAutoScalingGroupCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { autoScalingOperation } from "../autoscaling-operation.ts";
import type { AutoScaling } from "../context.ts";
import { GROUP_MEMBERS, readGroupSettings } from "../group-settings.ts";
import { findChangeableGroup } from "../state.ts";

/** Changes a group; running instances are not replaced by a new launch template. */
export const updateAutoScalingGroup = (scaling: AutoScaling) =>
  autoScalingOperation<UpdateAutoScalingGroupCommandInput, UpdateAutoScalingGroupCommandOutput>(
    [...GROUP_MEMBERS],
    async (input) => {
      const group = findChangeableGroup(scaling.state, input.AutoScalingGroupName);
      const settings = await readGroupSettings(scaling, input, group);
      const current = findChangeableGroup(scaling.state, group.name);
      scaling.state.groups.put(group.name, { ...current, ...settings, failures: 0, retryAtMs: 0 });
      scaling.wake(group.name);
      return {};
    },
  );
