import type {
  SetInstanceHealthCommandInput,
  SetInstanceHealthCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../../protocol/aws-error.ts";
import { autoScalingOperation } from "../autoscaling-operation.ts";
import type { AutoScaling } from "../context.ts";
import { findGroup, findMember } from "../state.ts";

/** Says that an instance is healthy or not; one that is not is replaced. */
export const setInstanceHealth = (scaling: AutoScaling) =>
  autoScalingOperation<SetInstanceHealthCommandInput, SetInstanceHealthCommandOutput>(
    ["InstanceId", "HealthStatus", "ShouldRespectGracePeriod"],
    (input) => {
      const member = findMember(scaling.state, input.InstanceId);
      const group = findGroup(scaling.state, member.groupName);
      const { HealthStatus: healthStatus } = input;
      if (healthStatus !== "Healthy" && healthStatus !== "Unhealthy") {
        throw new AwsError("ValidationError", `HealthStatus is Healthy or Unhealthy, not ${healthStatus}`);
      }
      const graceEndMs = member.launchedMs + group.gracePeriodSeconds * 1000;
      const inGrace = input.ShouldRespectGracePeriod !== false && scaling.runtime.clock.now() < graceEndMs;
      if (inGrace && healthStatus === "Unhealthy") return {};
      scaling.state.members.put(member.instanceId, { ...member, healthStatus });
      scaling.wake(group.name);
      return {};
    },
  );
