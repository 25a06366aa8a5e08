import type {
  TerminateInstanceInAutoScalingGroupCommandInput,
  TerminateInstanceInAutoScalingGroupCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { activitiesOf } from "../activities.ts";
import { autoScalingOperation } from "../autoscaling-operation.ts";
import type { AutoScaling } from "../context.ts";
import { checkCapacity } from "../group-settings.ts";
import { beginTermination } from "../member-steps.ts";
import { toActivity } from "../shape.ts";
import { findGroup, findMember } from "../state.ts";

/** Ends one instance of a group; it is replaced unless the desired capacity is to shrink with it. */
export const terminateInstanceInAutoScalingGroup = (scaling: AutoScaling) =>
  autoScalingOperation<
    TerminateInstanceInAutoScalingGroupCommandInput,
    TerminateInstanceInAutoScalingGroupCommandOutput
  >(["InstanceId", "AutoScalingGroupName", "ShouldDecrementDesiredCapacity"], async (input) => {
    const { state } = scaling;
    const member = findMember(state, input.InstanceId);
    const group = findGroup(state, member.groupName);
    if (member.lifecycleState !== "Terminating") {
      const desiredCapacity = group.desiredCapacity - (input.ShouldDecrementDesiredCapacity === true ? 1 : 0);
      checkCapacity({ ...group, desiredCapacity });
      state.groups.put(group.name, { ...group, desiredCapacity });
      const cause = "an instance was taken out of service in response to a user request.";
      await beginTermination(scaling, { group, member, cause });
    }
    scaling.wake(group.name);
    const [activity] = activitiesOf(state, group.name).filter((it) =>
      it.description.endsWith(member.instanceId),
    );
    return activity === undefined ? {} : { Activity: toActivity(activity) };
  });
