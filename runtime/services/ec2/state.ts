import { randomBytes } from "node:crypto";
import type { Runtime } from "../../kernel/service.ts";
import type { Collection } from "../../storage/store.ts";
import type {
  ImageRecord,
  InstanceRecord,
  KeyPairRecord,
  LaunchTemplateRecord,
  LaunchTokenRecord,
  SecurityGroupRecord,
  SubnetRecord,
  VpcRecord,
} from "./records.ts";

/** Everything EC2 remembers. Keys are the resources' ids. */
export interface Ec2State {
  readonly vpcs: Collection<VpcRecord>;
  readonly subnets: Collection<SubnetRecord>;
  readonly securityGroups: Collection<SecurityGroupRecord>;
  readonly keyPairs: Collection<KeyPairRecord>;
  readonly images: Collection<ImageRecord>;
  readonly launchTemplates: Collection<LaunchTemplateRecord>;
  readonly instances: Collection<InstanceRecord>;
  readonly launchTokens: Collection<LaunchTokenRecord>;
  /** Tags by the id of the resource that has them. */
  readonly tags: Collection<Readonly<Record<string, string>>>;
  readonly settings: Collection<string>;
}

export function openState({ store, region }: Runtime): Ec2State {
  const state: Ec2State = {
    vpcs: store.collection("ec2.vpcs"),
    subnets: store.collection("ec2.subnets"),
    securityGroups: store.collection("ec2.security-groups"),
    keyPairs: store.collection("ec2.key-pairs"),
    images: store.collection("ec2.images"),
    launchTemplates: store.collection("ec2.launch-templates"),
    instances: store.collection("ec2.instances"),
    launchTokens: store.collection("ec2.launch-tokens"),
    tags: store.collection("ec2.tags"),
    settings: store.collection("ec2.settings"),
  };
  if (!state.settings.has("default-vpc")) createDefaultVpc(state, region);
  return state;
}

/** An id as EC2 makes them: `i-`, `vpc-` … and 17 hexadecimal digits. */
export function newId(prefix: string): string {
  return `${prefix}-${randomBytes(9).toString("hex").slice(0, 17)}`;
}

export const DEFAULT_EGRESS = [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }];

/** Every account starts with a default VPC: a subnet in each zone and a security group named `default`. */
function createDefaultVpc(state: Ec2State, region: string): void {
  const vpcId = newId("vpc");
  state.vpcs.put(vpcId, { vpcId, cidrBlock: "172.31.0.0/16", isDefault: true });
  for (const [index, zone] of ["a", "b"].entries()) {
    const subnetId = newId("subnet");
    const cidrBlock = `172.31.${index * 16}.0/20`;
    state.subnets.put(subnetId, {
      ...{ subnetId, vpcId, cidrBlock, availabilityZone: `${region}${zone}`, defaultForAz: true },
    });
  }
  createDefaultSecurityGroup(state, vpcId);
  state.settings.put("default-vpc", vpcId);
}

/** The group that every VPC has, which lets its own members in. */
export function createDefaultSecurityGroup(state: Ec2State, vpcId: string): void {
  const groupId = newId("sg");
  state.securityGroups.put(groupId, {
    ...{ groupId, vpcId, groupName: "default", description: "default VPC security group" },
    ingress: [{ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: groupId }] }],
    egress: DEFAULT_EGRESS,
  });
}
