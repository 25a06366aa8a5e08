import type { IpPermission, RequestLaunchTemplateData } from "@aws-sdk/client-ec2";

export interface VpcRecord {
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly isDefault: boolean;
}

export interface SubnetRecord {
  readonly subnetId: string;
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly availabilityZone: string;
  readonly defaultForAz: boolean;
}

/** DIVERGES: the rules are kept and shown, but every address of the platform is loopback and nothing is filtered. */
export interface SecurityGroupRecord {
  readonly groupId: string;
  readonly groupName: string;
  readonly description: string;
  readonly vpcId: string;
  readonly ingress: readonly IpPermission[];
  readonly egress: readonly IpPermission[];
}

export interface KeyPairRecord {
  readonly keyPairId: string;
  readonly keyName: string;
  readonly keyType: "rsa" | "ed25519";
  readonly fingerprint: string;
  readonly publicKey: string;
  readonly createdMs: number;
}

export interface ImageRecord {
  readonly imageId: string;
  readonly name: string;
  readonly description: string;
  /** `<bucket>/<key>` of the manifest. */
  readonly location: string;
  readonly architecture: "x86_64" | "arm64";
  readonly ownerId: string;
  readonly createdMs: number;
  readonly state: "available" | "deregistered";
  /** Account ids, or `all`. */
  readonly launchPermissions: readonly string[];
}

export interface LaunchTemplateVersionRecord {
  readonly versionNumber: number;
  readonly description?: string;
  readonly createdMs: number;
  readonly createdBy: string;
  readonly data: RequestLaunchTemplateData;
}

export interface LaunchTemplateRecord {
  readonly launchTemplateId: string;
  readonly name: string;
  readonly createdMs: number;
  readonly createdBy: string;
  readonly defaultVersion: number;
  readonly latestVersion: number;
  readonly versions: readonly LaunchTemplateVersionRecord[];
}

export type InstanceStateName =
  | "pending"
  | "running"
  | "shutting-down"
  | "terminated"
  | "stopping"
  | "stopped";

export interface InstanceRecord {
  readonly instanceId: string;
  readonly reservationId: string;
  readonly imageId: string;
  readonly instanceType: string;
  readonly architecture: "x86_64" | "arm64";
  readonly state: InstanceStateName;
  readonly stateReason?: { readonly code: string; readonly message: string };
  readonly stateTransitionReason: string;
  readonly privateIp: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly availabilityZone: string;
  readonly securityGroupIds: readonly string[];
  readonly keyName?: string;
  readonly profile?: { readonly arn: string; readonly id: string; readonly roleArn: string };
  /** Base64, as it came. */
  readonly userData?: string;
  readonly launchIndex: number;
  readonly launchTimeMs: number;
  readonly terminatedMs?: number;
  readonly clientToken?: string;
  readonly shutdownBehavior: "stop" | "terminate";
  readonly apiTerminationDisabled: boolean;
  readonly metadataTagsDisabled: boolean;
  readonly detailedMonitoring: boolean;
}

/** What a ClientToken stood for, so that a repeated call gives the same instances. */
export interface LaunchTokenRecord {
  readonly requestDigest: string;
  readonly reservationId: string;
}
