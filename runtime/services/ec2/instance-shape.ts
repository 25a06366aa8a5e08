import type { Instance, InstanceState, Reservation } from "@aws-sdk/client-ec2";
import { STATE_CODES } from "./instance-event.ts";
import type { InstanceRecord, InstanceStateName } from "./records.ts";
import type { Ec2State } from "./state.ts";
import { toTagList } from "./tags.ts";

export function toInstanceState(name: InstanceStateName): InstanceState {
  return { Name: name, Code: STATE_CODES[name] };
}

/** An instance as the API shows it. A terminated one has no network any more. */
export function toInstance(state: Ec2State, it: InstanceRecord): Instance {
  return {
    InstanceId: it.instanceId,
    ImageId: it.imageId,
    InstanceType: it.instanceType as Instance["InstanceType"],
    Architecture: it.architecture,
    State: toInstanceState(it.state),
    StateReason: it.stateReason && { Code: it.stateReason.code, Message: it.stateReason.message },
    StateTransitionReason: it.stateTransitionReason,
    KeyName: it.keyName,
    AmiLaunchIndex: it.launchIndex,
    LaunchTime: new Date(it.launchTimeMs),
    ClientToken: it.clientToken,
    Placement: { AvailabilityZone: it.availabilityZone, Tenancy: "default", GroupName: "" },
    Monitoring: { State: it.detailedMonitoring ? "enabled" : "disabled" },
    IamInstanceProfile: it.profile && { Arn: it.profile.arn, Id: it.profile.id },
    MetadataOptions: {
      State: "applied",
      HttpTokens: "required",
      HttpEndpoint: "enabled",
      HttpPutResponseHopLimit: 1,
      InstanceMetadataTags: it.metadataTagsDisabled ? "disabled" : "enabled",
    },
    RootDeviceType: "instance-store",
    VirtualizationType: "hvm",
    Hypervisor: "xen",
    PlatformDetails: "Linux/UNIX",
    EbsOptimized: false,
    PublicDnsName: "",
    BlockDeviceMappings: [],
    Tags: toTagList(state.tags.get(it.instanceId)),
    ...(it.state === "terminated" ? { PrivateDnsName: "", SecurityGroups: [] } : network(state, it)),
  };
}

function network(state: Ec2State, it: InstanceRecord): Partial<Instance> {
  const groups = it.securityGroupIds.map((GroupId) => ({
    GroupId,
    GroupName: state.securityGroups.get(GroupId)?.groupName,
  }));
  return {
    PrivateIpAddress: it.privateIp,
    PrivateDnsName: `ip-${it.privateIp.replaceAll(".", "-")}.ec2.internal`,
    VpcId: it.vpcId,
    SubnetId: it.subnetId,
    SourceDestCheck: true,
    SecurityGroups: groups,
  };
}

/** Instances that were launched by one request, together. */
export function toReservations(
  state: Ec2State,
  ownerId: string,
  records: readonly InstanceRecord[],
): Reservation[] {
  const byReservation = Map.groupBy(records, (record) => record.reservationId);
  return [...byReservation].map(([ReservationId, members]) => ({
    ReservationId,
    OwnerId: ownerId,
    Groups: [],
    Instances: members.map((record) => toInstance(state, record)),
  }));
}
