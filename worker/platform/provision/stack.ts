import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { type Colour, type StackNames, stackNames } from "../../../core/stack-names.ts";
import type { AwsConfig } from "../../aws-config.ts";
import type { Progress, RequestOf, StageWork } from "../../platform.ts";

/** What every part of a stack is built with. */
export interface StackContext {
  readonly request: RequestOf<"provision">;
  readonly names: StackNames;
  readonly progress: Progress;
  readonly aws: AwsConfig;
  readonly ec2: EC2Client;
  readonly autoScaling: AutoScalingClient;
  readonly loadBalancing: ElasticLoadBalancingV2Client;
}

/** The context of a request's stack; its clients share credentials and connections. */
export function createStackContext({ request, progress, aws }: StageWork<"provision">): StackContext {
  return {
    request,
    progress,
    aws,
    names: stackNames(request.application, request.environment),
    ec2: new EC2Client(aws),
    autoScaling: new AutoScalingClient(aws),
    loadBalancing: new ElasticLoadBalancingV2Client(aws),
  };
}

/** The tags of what belongs to the stack as a whole and outlives a release. */
export function stackTags({ request }: StackContext): Record<string, string> {
  const { application, environment } = request;
  return { "repave:application": application, "repave:environment": environment };
}

/** The tags of what is made for one release on one colour. */
export function colourTags(context: StackContext, colour: Colour): Record<string, string> {
  const { payload, releaseId } = context.request;
  return { ...payload.tags, ...stackTags(context), "repave:release": releaseId, "repave:colour": colour };
}

/** Tags in the shape that every AWS API but Auto Scaling takes. */
export function tagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** An ARN in the account and region of the release. */
export function arnOf({ request }: StackContext, service: string, resource: string): string {
  return `arn:aws:${service}:${request.region}:${request.account}:${resource}`;
}

/** Whether an AWS call was refused with this code. */
export function isRefusedWith(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}
