import type { ResumeProcessesCommandInput, ResumeProcessesCommandOutput } from "@aws-sdk/client-auto-scaling";
import { autoScalingOperation } from "../autoscaling-operation.ts";
import type { AutoScaling } from "../context.ts";
import { checkProcesses } from "../scaling-processes.ts";
import { findChangeableGroup } from "../state.ts";

/** Lets a group go on with what was suspended. */
export const resumeProcesses = (scaling: AutoScaling) =>
  autoScalingOperation<ResumeProcessesCommandInput, ResumeProcessesCommandOutput>(
    ["AutoScalingGroupName", "ScalingProcesses"],
    (input) => {
      const group = findChangeableGroup(scaling.state, input.AutoScalingGroupName);
      const named = checkProcesses(input.ScalingProcesses);
      const suspendedProcesses = group.suspendedProcesses.filter((it) => !named.includes(it));
      scaling.state.groups.put(group.name, { ...group, suspendedProcesses });
      scaling.wake(group.name);
      return {};
    },
  );
