import type { Action, RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { HealthCheck } from "../../compute/load-balancer/target-health.ts";

export interface LoadBalancerRecord {
  readonly arn: string;
  readonly name: string;
  /** The loopback address it listens at, which is its DNS name. */
  readonly address: string;
  readonly vpcId: string;
  readonly zones: readonly { readonly zoneName: string; readonly subnetId: string }[];
  readonly securityGroupIds: readonly string[];
  readonly scheme: "internet-facing" | "internal";
  readonly createdMs: number;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface TargetGroupRecord {
  readonly arn: string;
  readonly name: string;
  readonly port: number;
  readonly vpcId: string;
  readonly healthCheck: HealthCheck;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface TargetRecord {
  readonly targetGroupArn: string;
  readonly instanceId: string;
  readonly port: number;
  /** The instance's private address. */
  readonly address: string;
  readonly state: "registered" | "draining" | "stopped";
  /** When draining ends at the latest. */
  readonly drainDeadlineMs?: number;
}

export interface ListenerRecord {
  readonly arn: string;
  readonly loadBalancerArn: string;
  readonly port: number;
  readonly defaultActions: readonly Action[];
}

export interface RuleRecord {
  readonly arn: string;
  readonly listenerArn: string;
  readonly priority: number;
  readonly conditions: readonly RuleCondition[];
  readonly actions: readonly Action[];
}
