import { DescribeScalingActivitiesCommand } from "@aws-sdk/client-auto-scaling";
import type { StackContext } from "./stack.ts";

/** Why a group has no instance, in the words of its newest activity: what was tried, and what EC2 answered. */
export async function describeFailedLaunch(
  { autoScaling }: Pick<StackContext, "autoScaling">,
  AutoScalingGroupName: string,
): Promise<string> {
  const { Activities } = await autoScaling.send(
    new DescribeScalingActivitiesCommand({ AutoScalingGroupName, MaxRecords: 1 }),
  );
  const { Description, StatusMessage } = Activities?.[0] ?? {};
  return StatusMessage === undefined
    ? "The group has started no instance."
    : `Auto Scaling says: ${Description} ${StatusMessage}`;
}
