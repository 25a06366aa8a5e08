import type { RunInstancesCommandInput } from "@aws-sdk/client-ec2";
import type { RequestContext } from "../../kernel/service.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Ec2 } from "./context.ts";
import { findInstanceProfile } from "./instance-profile.ts";
import { findInstanceType } from "./instance-type.ts";
import type { LaunchSettings } from "./launch-settings.ts";
import { findImage, findResource, findSecurityGroup } from "./lookup.ts";
import type { ImageRecord, InstanceRecord, SubnetRecord } from "./records.ts";
import { type Ec2State, newId } from "./state.ts";
import { checkTags, putTags, specifiedTags } from "./tags.ts";

type Launch = Omit<InstanceRecord, "instanceId" | "privateIp" | "launchIndex">;

/** Launches what a request asks for, all or nothing: everything is checked before the first instance exists. */
export async function launchInstances(
  ec2: Ec2,
  request: Readonly<{ input: RunInstancesCommandInput; settings: LaunchSettings; context: RequestContext }>,
): Promise<string> {
  const { input, settings, context } = request;
  const count = checkCounts(input);
  const image = findLaunchableImage(ec2.state, settings.ImageId, context.caller.accountId);
  const tags = specifiedTags(settings.TagSpecifications, "instance");
  checkTags(tags, context.caller);
  const profile = await findInstanceProfile(ec2.runtime, settings.IamInstanceProfile);
  const launch: Launch = {
    ...describeLaunch(ec2, settings, image),
    ...(profile === undefined ? {} : { profile }),
    ...(input.ClientToken === undefined ? {} : { clientToken: input.ClientToken }),
  };
  const subnet = findResource(ec2.state, "subnets", launch.subnetId);
  for (let launchIndex = 0; launchIndex < count; launchIndex++) {
    const instanceId = newId("i");
    const privateIp = ec2.compute.addresses.claim(instanceId, subnet.cidrBlock);
    putTags(ec2.state, { resourceId: instanceId, tags, caller: context.caller });
    ec2.lifecycle.launch({ ...launch, instanceId, privateIp, launchIndex });
  }
  return launch.reservationId;
}

function describeLaunch({ state, runtime }: Ec2, settings: LaunchSettings, image: ImageRecord): Launch {
  const instanceType = settings.InstanceType ?? "t3.micro";
  const architecture = findInstanceType(instanceType).architecture;
  if (architecture !== image.architecture) {
    const message = `The architecture '${architecture}' of the specified instance type does not match the architecture '${image.architecture}' of the specified AMI.`;
    throw new AwsError("InvalidParameterValue", message);
  }
  if (settings.KeyName !== undefined) findKeyPair(state, settings.KeyName);
  const subnet = chooseSubnet(state, settings.SubnetId);
  return {
    ...{
      reservationId: newId("r"),
      imageId: image.imageId,
      instanceType,
      architecture,
      state: "pending" as const,
    },
    ...{ vpcId: subnet.vpcId, subnetId: subnet.subnetId, availabilityZone: subnet.availabilityZone },
    securityGroupIds: chooseSecurityGroups(state, settings, subnet.vpcId),
    ...(settings.KeyName === undefined ? {} : { keyName: settings.KeyName }),
    ...(settings.UserData === undefined ? {} : { userData: settings.UserData }),
    stateTransitionReason: "",
    launchTimeMs: runtime.clock.now(),
    shutdownBehavior: settings.InstanceInitiatedShutdownBehavior === "terminate" ? "terminate" : "stop",
    apiTerminationDisabled: settings.DisableApiTermination === true,
    metadataTagsDisabled: settings.MetadataOptions?.InstanceMetadataTags === "disabled",
    detailedMonitoring: settings.Monitoring?.Enabled === true,
  };
}

function checkCounts({ MinCount: min = 1, MaxCount: max = 1 }: RunInstancesCommandInput): number {
  if (min >= 1 && max >= min) return max;
  throw new AwsError(
    "InvalidParameterValue",
    `MinCount ${min} and MaxCount ${max}: at least 1, and not more than MaxCount`,
  );
}

function findLaunchableImage(state: Ec2State, imageId: string | undefined, accountId: string): ImageRecord {
  if (imageId === undefined)
    throw new AwsError("MissingParameter", "The request must contain the parameter ImageId");
  const image = findImage(state, imageId);
  const allowed = [image.ownerId, ...image.launchPermissions];
  if (allowed.includes(accountId) || allowed.includes("all")) return image;
  throw new AwsError("AuthFailure", `Not authorized for images: [${imageId}]`, { status: 401 });
}

function findKeyPair(state: Ec2State, keyName: string): void {
  if ([...state.keyPairs.values()].some((pair) => pair.keyName === keyName)) return;
  throw new AwsError("InvalidKeyPair.NotFound", `The key pair '${keyName}' does not exist`);
}

function chooseSubnet(state: Ec2State, subnetId: string | undefined): SubnetRecord {
  if (subnetId !== undefined) return findResource(state, "subnets", subnetId);
  const byDefault = [...state.subnets.values()].find((subnet) => subnet.defaultForAz);
  if (byDefault !== undefined) return byDefault;
  throw new AwsError("MissingInput", "No subnets found for the default VPC. Please specify a subnet.");
}

function chooseSecurityGroups(state: Ec2State, settings: LaunchSettings, vpcId: string): readonly string[] {
  const groups = [
    ...(settings.SecurityGroupIds ?? []).map((GroupId) => findSecurityGroup(state, { GroupId })),
    ...(settings.SecurityGroups ?? []).map((GroupName) => findSecurityGroup(state, { GroupName })),
  ];
  const foreign = groups.find((group) => group.vpcId !== vpcId);
  if (foreign !== undefined) {
    const message = `Security group ${foreign.groupId} and the subnet belong to different networks.`;
    throw new AwsError("InvalidParameter", message);
  }
  if (groups.length > 0) return groups.map((group) => group.groupId);
  const all = [...state.securityGroups.values()];
  return all
    .filter((group) => group.vpcId === vpcId && group.groupName === "default")
    .map((group) => group.groupId);
}
