import type { InstanceDescription } from "../../compute/metadata/document.ts";
import type { Runtime } from "../../kernel/service.ts";
import { findResource } from "./lookup.ts";
import type { Ec2State } from "./state.ts";

/** What the metadata service tells an instance of itself. */
export function describeToItself(
  { region, accountId }: Runtime,
  state: Ec2State,
  instanceId: string,
): InstanceDescription {
  const record = findResource(state, "instances", instanceId);
  const { imageId, instanceType, privateIp, availabilityZone, architecture, launchTimeMs } = record;
  const groups = record.securityGroupIds.map(
    (groupId) => state.securityGroups.get(groupId)?.groupName ?? groupId,
  );
  return {
    ...{ instanceId, imageId, instanceType, privateIp, availabilityZone, architecture, launchTimeMs },
    ...{ region, accountId, securityGroups: groups },
    ...(record.userData === undefined ? {} : { userData: Buffer.from(record.userData, "base64") }),
    ...(record.profile === undefined ? {} : { profile: record.profile }),
    ...(record.metadataTagsDisabled ? {} : { tags: state.tags.get(instanceId) ?? {} }),
  };
}
