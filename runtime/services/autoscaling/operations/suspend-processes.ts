import type {
  SuspendProcessesCommandInput,
  SuspendProcessesCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { autoScalingOperation } from "../autoscaling-operation.ts";
import type { AutoScaling } from "../context.ts";
import { checkProcesses } from "../scaling-processes.ts";
import { findChangeableGroup } from "../state.ts";

/** Makes a group stop launching, terminating or checking health; all of these when none is named. */
export const suspendProcesses = (scaling: AutoScaling) =>
  autoScalingOperation<SuspendProcessesCommandInput, SuspendProcessesCommandOutput>(
    ["AutoScalingGroupName", "ScalingProcesses"],
    (input) => {
      const group = findChangeableGroup(scaling.state, input.AutoScalingGroupName);
      const named = checkProcesses(input.ScalingProcesses);
      const suspendedProcesses = [...new Set([...group.suspendedProcesses, ...named])];
      scaling.state.groups.put(group.name, { ...group, suspendedProcesses });
      return {};
    },
  );
