import type {
  DescribeInstancesCommandOutput,
  DescribeLaunchTemplateVersionsCommandOutput,
  DescribeSubnetsCommandOutput,
  Instance,
  LaunchTemplateVersion,
  RunInstancesCommandInput,
  RunInstancesCommandOutput,
  Subnet,
} from "@aws-sdk/client-ec2";
import type {
  DescribeTargetHealthCommandOutput,
  TargetHealthDescription,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { serviceCaller } from "../../kernel/caller.ts";
import type { Runtime } from "../../kernel/service.ts";
import { AwsError } from "../../protocol/aws-error.ts";

/** What Auto Scaling asks of EC2 and load balancing, as itself. */
export interface AwsClients {
  describeInstances(ids: readonly string[]): Promise<ReadonlyMap<string, Instance>>;
  runInstances(input: RunInstancesCommandInput): Promise<Instance>;
  terminateInstance(instanceId: string): Promise<void>;
  describeTemplateVersion(reference: object, version: string): Promise<LaunchTemplateVersion>;
  describeSubnets(input: object): Promise<readonly Subnet[]>;
  registerTarget(targetGroupArn: string, instanceId: string): Promise<void>;
  /** A target or group that is gone is as good as deregistered. */
  deregisterTarget(targetGroupArn: string, instanceId: string): Promise<void>;
  /** Empty when the group is gone. */
  describeTargetHealth(targetGroupArn: string): Promise<readonly TargetHealthDescription[]>;
}

export function createAwsClients(runtime: Runtime): AwsClients {
  const caller = serviceCaller("autoscaling.amazonaws.com", runtime.accountId);
  const ec2 = <Output>(operation: string, input: object) =>
    runtime.aws.call<Output>("ec2", operation, input, caller);
  const elb = <Output>(operation: string, input: object) =>
    runtime.aws.call<Output>("elasticloadbalancing", operation, input, caller);
  const targetInput = (TargetGroupArn: string, Id: string) => ({ TargetGroupArn, Targets: [{ Id }] });
  return {
    async describeInstances(ids) {
      if (ids.length === 0) return new Map();
      const Filters = [{ Name: "instance-id", Values: ids }];
      const { Reservations = [] } = await ec2<DescribeInstancesCommandOutput>("DescribeInstances", {
        Filters,
      });
      const instances = Reservations.flatMap((reservation) => reservation.Instances ?? []);
      return new Map(instances.map((instance) => [instance.InstanceId ?? "", instance]));
    },
    async runInstances(input) {
      const { Instances: [instance] = [] } = await ec2<RunInstancesCommandOutput>("RunInstances", input);
      if (instance === undefined) throw new AwsError("InternalError", "the launched instance is gone");
      return instance;
    },
    async terminateInstance(instanceId) {
      await ignoring(
        ["InvalidInstanceID.NotFound"],
        ec2("TerminateInstances", { InstanceIds: [instanceId] }),
      );
    },
    async describeTemplateVersion(reference, version) {
      const input = { ...reference, Versions: [version] };
      const operation = "DescribeLaunchTemplateVersions";
      const answer = await ec2<DescribeLaunchTemplateVersionsCommandOutput>(operation, input);
      const [found] = answer.LaunchTemplateVersions ?? [];
      if (found === undefined)
        throw new AwsError("ValidationError", `the launch template has no version ${version}`);
      return found;
    },
    async describeSubnets(input) {
      return (await ec2<DescribeSubnetsCommandOutput>("DescribeSubnets", input)).Subnets ?? [];
    },
    async registerTarget(arn, instanceId) {
      await elb("RegisterTargets", targetInput(arn, instanceId));
    },
    async deregisterTarget(arn, instanceId) {
      await ignoring(
        ["TargetGroupNotFound", "InvalidTarget"],
        elb("DeregisterTargets", targetInput(arn, instanceId)),
      );
    },
    async describeTargetHealth(TargetGroupArn) {
      const asked = elb<DescribeTargetHealthCommandOutput>("DescribeTargetHealth", { TargetGroupArn });
      return (await ignoring(["TargetGroupNotFound"], asked))?.TargetHealthDescriptions ?? [];
    },
  };
}

async function ignoring<Output>(
  codes: readonly string[],
  call: Promise<Output>,
): Promise<Output | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof AwsError && codes.includes(error.code)) return undefined;
    throw error;
  }
}
