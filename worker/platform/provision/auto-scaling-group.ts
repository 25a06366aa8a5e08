import {
  type AutoScalingGroup,
  CreateAutoScalingGroupCommand,
  type CreateAutoScalingGroupCommandInput,
  DeleteAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
} from "@aws-sdk/client-auto-scaling";
import type { Colour } from "../../../core/stack-names.ts";
import type { ProvisionResult } from "../../../core/stage-results.ts";
import { waitUntil } from "../../wait-until.ts";
import { colourTags, isRefusedWith, type StackContext } from "./stack.ts";

const removalDeadlineMs = 10 * 60_000;
/** Instances get this long before the group judges their health; the release itself judges earlier. */
const graceSeconds = 300;

/** The group of a colour, if there is one. */
export async function findGroup(
  context: StackContext,
  colour: Colour,
): Promise<AutoScalingGroup | undefined> {
  const AutoScalingGroupNames = [context.names.autoScalingGroup(colour)];
  const { AutoScalingGroups } = await context.autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames }),
  );
  return AutoScalingGroups?.[0];
}

/** Removes what an earlier failed release left on the idle colour, with its instances. */
export async function removeLeftover(context: StackContext, colour: Colour): Promise<void> {
  const leftover = await findGroup(context, colour);
  if (leftover === undefined) return;
  const name = context.names.autoScalingGroup(colour);
  context.progress.say(`removing what an earlier release left: ${name}`);
  await deleteGroup(context, name);
  await waitUntil({
    what: `${name} to be removed`,
    isDone: async () => (await findGroup(context, colour)) === undefined,
    deadlineMs: removalDeadlineMs,
    signal: context.progress.signal,
  });
}

async function deleteGroup({ autoScaling }: StackContext, AutoScalingGroupName: string): Promise<void> {
  try {
    await autoScaling.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName, ForceDelete: true }));
  } catch (error) {
    // It is being removed already, by the release that failed.
    if (!isRefusedWith(error, "ScalingActivityInProgressFault", "ResourceInUseFault")) throw error;
  }
}

export interface GroupSettings {
  readonly colour: Colour;
  readonly launchTemplate: ProvisionResult["launchTemplate"];
  readonly targetGroupArn: string;
}

/** Creates the group of the new colour; its instances register in the colour's target group. What is in its place goes first. */
export async function createGroup(context: StackContext, settings: GroupSettings): Promise<void> {
  const command = new CreateAutoScalingGroupCommand(groupInput(context, settings));
  try {
    await context.autoScaling.send(command);
  } catch (error) {
    if (!isRefusedWith(error, "AlreadyExistsFault")) throw error;
    await removeLeftover(context, settings.colour);
    await context.autoScaling.send(command);
  }
}

function groupInput(
  context: StackContext,
  { colour, launchTemplate, targetGroupArn }: GroupSettings,
): CreateAutoScalingGroupCommandInput {
  const { capacity, network } = context.request.payload;
  return {
    AutoScalingGroupName: context.names.autoScalingGroup(colour),
    MinSize: capacity.minimum,
    MaxSize: capacity.maximum,
    DesiredCapacity: capacity.desired,
    VPCZoneIdentifier: network.subnetIds.join(","),
    LaunchTemplate: { LaunchTemplateId: launchTemplate.id, Version: launchTemplate.version },
    TargetGroupARNs: [targetGroupArn],
    HealthCheckType: "ELB",
    HealthCheckGracePeriod: graceSeconds,
    Tags: Object.entries(colourTags(context, colour)).map(([Key, Value]) => ({
      Key,
      Value,
      PropagateAtLaunch: true,
    })),
  };
}
