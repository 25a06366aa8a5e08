import {
  DeleteAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
} from "@aws-sdk/client-auto-scaling";
import { DeleteLaunchTemplateCommand, DescribeLaunchTemplatesCommand } from "@aws-sdk/client-ec2";
import { type Colour, stackNames } from "../../core/stack-names.ts";
import type { StackClients } from "./stack-clients.ts";

/** One colour of one application in one environment. */
export interface ColourPlace {
  readonly application: string;
  readonly environment: string;
  readonly colour: Colour;
}

/** What there is of a colour, and of which release it is; null for what is not there. */
export interface ColourState {
  readonly colour: Colour;
  readonly autoScalingGroup: string | null;
  readonly launchTemplate: string | null;
  /** The releases that its parts are tagged with (`repave:release`). */
  readonly releases: readonly string[];
}

type Tag = Readonly<{ Key?: string | undefined; Value?: string | undefined }>;

/** Looks at a colour by its names. */
export async function readColour(clients: StackClients, place: ColourPlace): Promise<ColourState> {
  const names = stackNames(place.application, place.environment);
  const [group, template] = await Promise.all([
    findGroup(clients, names.autoScalingGroup(place.colour)),
    findTemplate(clients, names.launchTemplate(place.colour)),
  ]);
  return {
    colour: place.colour,
    autoScalingGroup: group?.AutoScalingGroupName ?? null,
    launchTemplate: template?.LaunchTemplateName ?? null,
    releases: [...releasesIn(group?.Tags), ...releasesIn(template?.Tags)],
  };
}

/**
 * Removes a colour's instances: its auto scaling group with everything in it, and its launch template. Its target group
 * stays, for the next release. What is not there is passed over, so it can be repeated.
 */
export async function removeColour(clients: StackClients, place: ColourPlace): Promise<void> {
  const names = stackNames(place.application, place.environment);
  await Promise.all([
    deleteGroup(clients, names.autoScalingGroup(place.colour)),
    deleteTemplate(clients, names.launchTemplate(place.colour)),
  ]);
}

async function findGroup({ autoScaling }: StackClients, name: string) {
  const { AutoScalingGroups = [] } = await autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
  );
  return AutoScalingGroups.find(({ Status }) => Status === undefined);
}

async function findTemplate({ ec2 }: StackClients, name: string) {
  const { LaunchTemplates = [] } = await ec2.send(
    new DescribeLaunchTemplatesCommand({ Filters: [{ Name: "launch-template-name", Values: [name] }] }),
  );
  return LaunchTemplates[0];
}

async function deleteGroup(clients: StackClients, name: string): Promise<void> {
  try {
    await clients.autoScaling.send(
      new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: name, ForceDelete: true }),
    );
  } catch (error) {
    if ((await findGroup(clients, name)) !== undefined) throw error;
  }
}

async function deleteTemplate({ ec2 }: StackClients, name: string): Promise<void> {
  try {
    await ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateName: name }));
  } catch (error) {
    const isGone = error instanceof Error && error.name === "InvalidLaunchTemplateName.NotFoundException";
    if (!isGone) throw error;
  }
}

function releasesIn(tags: readonly Tag[] = []): readonly string[] {
  return tags.flatMap(({ Key, Value }) => (Key === "repave:release" && Value !== undefined ? [Value] : []));
}
