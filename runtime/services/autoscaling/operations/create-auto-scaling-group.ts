import { randomUUID } from "node:crypto";
import type {
  CreateAutoScalingGroupCommandInput,
  CreateAutoScalingGroupCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { serviceCaller } from "../../../kernel/caller.ts";
import { AwsError } from "../../../protocol/aws-error.ts";
import { autoScalingOperation } from "../autoscaling-operation.ts";
import type { AutoScaling } from "../context.ts";
import { GROUP_MEMBERS, mergeTags, readGroupSettings } from "../group-settings.ts";

/** Makes a group; its instances are launched in the background. */
export const createAutoScalingGroup = (scaling: AutoScaling) =>
  autoScalingOperation<CreateAutoScalingGroupCommandInput, CreateAutoScalingGroupCommandOutput>(
    [...GROUP_MEMBERS, "TargetGroupARNs", "Tags"],
    async (input) => {
      const { state, runtime } = scaling;
      const { AutoScalingGroupName: name = "", TargetGroupARNs: targetGroupArns = [] } = input;
      if (name.length > 255 || name.includes(":")) {
        throw new AwsError(
          "ValidationError",
          `a group name has 1 to 255 characters without colons, not: ${name}`,
        );
      }
      const settings = await readGroupSettings(scaling, input, undefined);
      for (const arn of targetGroupArns) await expectTargetGroup(scaling, arn);
      if (state.groups.has(name)) {
        throw new AwsError(
          "AlreadyExists",
          `AutoScalingGroup by this name already exists - A group with the name ${name} already exists`,
        );
      }
      const arn = `arn:aws:autoscaling:${runtime.region}:${runtime.accountId}:autoScalingGroup:${randomUUID()}:autoScalingGroupName/${name}`;
      state.groups.put(name, {
        ...settings,
        ...{ name, arn, targetGroupArns, createdMs: runtime.clock.now(), tags: mergeTags([], input.Tags) },
        ...{ suspendedProcesses: [], deleting: false, failures: 0, retryAtMs: 0 },
      });
      scaling.wake(name);
      return {};
    },
  );

/** Refuses a target group that does not exist. */
export async function expectTargetGroup({ runtime }: AutoScaling, arn: string): Promise<void> {
  const caller = serviceCaller("autoscaling.amazonaws.com", runtime.accountId);
  try {
    await runtime.aws.call(
      "elasticloadbalancing",
      "DescribeTargetGroups",
      { TargetGroupArns: [arn] },
      caller,
    );
  } catch (cause) {
    throw new AwsError("ValidationError", `Target group not found: ${arn}`, { cause });
  }
}
