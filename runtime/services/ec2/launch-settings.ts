import type { RequestLaunchTemplateData, RunInstancesCommandInput } from "@aws-sdk/client-ec2";
import { AwsError } from "../../protocol/aws-error.ts";
import { refuseOtherMembers } from "../../protocol/refuse-members.ts";
import { findLaunchTemplate, findTemplateVersion } from "./lookup.ts";
import type { Ec2State } from "./state.ts";

/** The members of launch template data that are acted on; the same ones as in RunInstances. */
export const LAUNCH_MEMBERS = [
  "ImageId",
  "InstanceType",
  "KeyName",
  "SecurityGroupIds",
  "SecurityGroups",
  "NetworkInterfaces",
  "UserData",
  "IamInstanceProfile",
  "TagSpecifications",
  "MetadataOptions",
  "InstanceInitiatedShutdownBehavior",
  "DisableApiTermination",
  "Monitoring",
  "EbsOptimized",
] as const satisfies readonly (keyof RequestLaunchTemplateData & keyof RunInstancesCommandInput)[];

/** What to launch: the request's members over those of the launch template. */
export type LaunchSettings = Pick<RunInstancesCommandInput, (typeof LAUNCH_MEMBERS)[number] | "SubnetId">;

const USER_DATA_LIMIT_BYTES = 16_384;

/**
 * Resolves the launch template of a request, and checks what can be checked without launching. Tags of both are
 * given; a subnet of the request goes before that of a template's network interface.
 */
export function resolveLaunchSettings(state: Ec2State, input: RunInstancesCommandInput): LaunchSettings {
  const template = templateData(state, input);
  const given = givenMembers(input);
  if (
    given.NetworkInterfaces?.[0] !== undefined &&
    (given.SubnetId ?? given.SecurityGroupIds) !== undefined
  ) {
    const message =
      "Network interfaces and an instance-level subnet ID or security groups may not be specified on the same request";
    throw new AwsError("InvalidParameterCombination", message);
  }
  const TagSpecifications = [...(template.TagSpecifications ?? []), ...(given.TagSpecifications ?? [])];
  const settings: LaunchSettings = { ...template, ...given, TagSpecifications };
  checkLaunchData(settings as RequestLaunchTemplateData);
  const [networkInterface] = settings.NetworkInterfaces ?? [];
  return {
    ...settings,
    SubnetId: settings.SubnetId ?? networkInterface?.SubnetId,
    SecurityGroupIds: settings.SecurityGroupIds ?? networkInterface?.Groups,
  };
}

/** Refuses what launch template data cannot hold here, by name. */
export function checkLaunchData(data: RequestLaunchTemplateData): void {
  refuse(data, [...LAUNCH_MEMBERS, "SubnetId"], "LaunchTemplateData");
  const { MetadataOptions: options, NetworkInterfaces: interfaces = [], UserData: userData = "" } = data;
  refuse(options ?? {}, METADATA_MEMBERS, "MetadataOptions");
  if (options?.HttpEndpoint === "disabled") throw unsupported("MetadataOptions.HttpEndpoint=disabled");
  if (interfaces.length > 1) throw unsupported("more than one network interface");
  for (const it of interfaces) refuse(it, NETWORK_INTERFACE_MEMBERS, "NetworkInterfaces");
  if (interfaces.some((it) => it.AssociatePublicIpAddress)) throw unsupported("AssociatePublicIpAddress");
  if (Buffer.byteLength(userData, "base64") > USER_DATA_LIMIT_BYTES) {
    throw new AwsError("InvalidParameterValue", "User data is limited to 16384 bytes");
  }
}

/** DIVERGES: sessions are always required by the metadata service, `HttpTokens=optional` is taken as `required`. */
const METADATA_MEMBERS = ["HttpTokens", "HttpEndpoint", "HttpPutResponseHopLimit", "InstanceMetadataTags"];
const NETWORK_INTERFACE_MEMBERS = [
  ...["DeviceIndex", "SubnetId", "Groups", "AssociatePublicIpAddress", "DeleteOnTermination", "Description"],
];

function templateData(
  state: Ec2State,
  { LaunchTemplate: reference }: RunInstancesCommandInput,
): LaunchSettings {
  if (reference === undefined) return {};
  const { Version, ...named } = reference;
  return findTemplateVersion(findLaunchTemplate(state, named), Version).data as LaunchSettings;
}

function givenMembers(input: RunInstancesCommandInput): LaunchSettings {
  const names: readonly (keyof LaunchSettings)[] = [...LAUNCH_MEMBERS, "SubnetId"];
  return Object.fromEntries(names.filter((it) => input[it] !== undefined).map((it) => [it, input[it]]));
}

function refuse(input: object, accepted: readonly string[], where: string): void {
  refuseOtherMembers(input, accepted, { where, code: "UnsupportedOperation" });
}

function unsupported(what: string): AwsError {
  return new AwsError("UnsupportedOperation", `EC2: not emulated: ${what}`);
}
