import type { RunInstancesCommandInput } from "@aws-sdk/client-ec2";

export interface TemplateReference {
  readonly id: string;
  readonly name: string;
  /** A number, `$Latest` or `$Default`. */
  readonly version: string;
}

export interface GroupTag {
  readonly key: string;
  readonly value: string;
  readonly propagateAtLaunch: boolean;
}

export interface GroupRecord {
  readonly name: string;
  readonly arn: string;
  readonly launchTemplate: TemplateReference;
  readonly minSize: number;
  readonly maxSize: number;
  readonly desiredCapacity: number;
  readonly defaultCooldownSeconds: number;
  readonly subnets: readonly { readonly subnetId: string; readonly zone: string }[];
  readonly targetGroupArns: readonly string[];
  readonly healthCheckType: "EC2" | "ELB";
  readonly gracePeriodSeconds: number;
  readonly createdMs: number;
  readonly tags: readonly GroupTag[];
  readonly suspendedProcesses: readonly string[];
  readonly deleting: boolean;
  /** Launches in a row that came to nothing, and until when the next one waits because of them. */
  readonly failures: number;
  readonly retryAtMs: number;
}

export interface MemberRecord {
  readonly instanceId: string;
  readonly groupName: string;
  readonly instanceType: string;
  readonly imageId: string;
  readonly zone: string;
  readonly subnetId: string;
  readonly launchTemplate: TemplateReference;
  readonly lifecycleState: "Pending" | "InService" | "Terminating";
  readonly healthStatus: "Healthy" | "Unhealthy";
  readonly launchedMs: number;
  readonly inServiceMs: number;
  /** Of its launch, then of its termination. */
  readonly activityId: string;
}

/** A launch that has begun; it is repeated after a crash under the same client token, which makes it one launch. */
export interface LaunchRecord {
  readonly groupName: string;
  readonly activityId: string;
  readonly launchTemplate: TemplateReference;
  readonly input: RunInstancesCommandInput;
}

export interface ActivityRecord {
  readonly activityId: string;
  readonly groupName: string;
  readonly description: string;
  readonly cause: string;
  readonly startMs: number;
  readonly endMs?: number;
  readonly status: "InProgress" | "Successful" | "Failed";
  readonly message?: string;
}
