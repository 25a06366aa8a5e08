import { ownEntry } from "../../kernel/own-entry.ts";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Collection } from "../../storage/store.ts";
import type {
  ImageRecord,
  InstanceRecord,
  LaunchTemplateRecord,
  LaunchTemplateVersionRecord,
  SecurityGroupRecord,
} from "./records.ts";
import type { Ec2State } from "./state.ts";

/** The error codes of ids that EC2 does not know, by the kind of resource. */
const NOT_FOUND = {
  vpcs: { code: "InvalidVpcID.NotFound", noun: "vpc ID" },
  subnets: { code: "InvalidSubnetID.NotFound", noun: "subnet ID" },
  securityGroups: { code: "InvalidGroup.NotFound", noun: "security group" },
  keyPairs: { code: "InvalidKeyPair.NotFound", noun: "key pair" },
  images: { code: "InvalidAMIID.NotFound", noun: "image id" },
  launchTemplates: { code: "InvalidLaunchTemplateId.NotFound", noun: "launch template" },
  instances: { code: "InvalidInstanceID.NotFound", noun: "instance ID" },
} as const;

type Kind = keyof typeof NOT_FOUND;
type RecordOf<K extends Kind> = Ec2State[K] extends Collection<infer Value> ? Value : never;

/** The resource with this id. Throws the error that EC2 has for an unknown one. */
export function findResource<K extends Kind>(state: Ec2State, kind: K, id: string | undefined): RecordOf<K> {
  const found = id === undefined ? undefined : (state[kind] as Collection<RecordOf<K>>).get(id);
  if (found !== undefined) return found;
  throw new AwsError(NOT_FOUND[kind].code, `The ${NOT_FOUND[kind].noun} '${id}' does not exist`);
}

/** The resources with these ids, all of them when no ids are given. */
export function findResources<K extends Kind>(
  state: Ec2State,
  kind: K,
  ids: readonly string[] | undefined,
): readonly RecordOf<K>[] {
  if (ids !== undefined && ids.length > 0) return ids.map((id) => findResource(state, kind, id));
  return [...(state[kind] as Collection<RecordOf<K>>).values()];
}

export function findInstances(
  state: Ec2State,
  ids: readonly string[] | undefined,
): readonly InstanceRecord[] {
  for (const id of ids ?? []) {
    if (!/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
      throw new AwsError("InvalidInstanceID.Malformed", `Invalid id: "${id}"`);
    }
  }
  return findResources(state, "instances", ids);
}

/** An image that can be launched or described: a deregistered one is as good as gone. */
export function findImage(state: Ec2State, imageId: string | undefined): ImageRecord {
  if (imageId !== undefined && !/^ami-[0-9a-f]{8,17}$/.test(imageId)) {
    throw new AwsError("InvalidAMIID.Malformed", `Invalid id: "${imageId}"`);
  }
  const image = findResource(state, "images", imageId);
  if (image.state === "available") return image;
  throw new AwsError("InvalidAMIID.Unavailable", `The image ID '${imageId}' is no longer available`);
}

export function findSecurityGroup(
  state: Ec2State,
  named: Readonly<{ GroupId?: string | undefined; GroupName?: string | undefined }>,
): SecurityGroupRecord {
  if (named.GroupId !== undefined) return findResource(state, "securityGroups", named.GroupId);
  const vpcId = state.settings.get("default-vpc");
  const found = [...state.securityGroups.values()].find(
    (group) => group.groupName === named.GroupName && group.vpcId === vpcId,
  );
  return found ?? findResource(state, "securityGroups", named.GroupName);
}

interface TemplateReference {
  readonly LaunchTemplateId?: string | undefined;
  readonly LaunchTemplateName?: string | undefined;
}

export function findLaunchTemplate(state: Ec2State, reference: TemplateReference): LaunchTemplateRecord {
  const { LaunchTemplateId: id, LaunchTemplateName: name } = reference;
  if ((id === undefined) === (name === undefined)) {
    throw new AwsError("InvalidParameterCombination", "give either LaunchTemplateId or LaunchTemplateName");
  }
  if (id !== undefined) return findResource(state, "launchTemplates", id);
  const found = [...state.launchTemplates.values()].find((template) => template.name === name);
  if (found !== undefined) return found;
  const message = `The specified launch template, with template name ${name}, does not exist.`;
  throw new AwsError("InvalidLaunchTemplateName.NotFoundException", message);
}

/** `$Latest`, `$Default` (also when absent) or a number. */
export function findTemplateVersion(
  template: LaunchTemplateRecord,
  version = "$Default",
): LaunchTemplateVersionRecord {
  const aliases: Readonly<Record<string, number>> = {
    $Latest: template.latestVersion,
    $Default: template.defaultVersion,
  };
  const wanted = ownEntry(aliases, version) ?? Number(version);
  const found = template.versions.find((it) => it.versionNumber === wanted);
  if (found !== undefined) return found;
  const message = `Could not find the specified version ${version} for the launch template with ID ${template.launchTemplateId}.`;
  throw new AwsError("InvalidLaunchTemplateId.VersionNotFound", message);
}
