import type {
  DescribeInstancesCommandOutput,
  DescribeSubnetsCommandOutput,
  Subnet,
} from "@aws-sdk/client-ec2";
import type { Caller } from "../../kernel/caller.ts";
import { serviceCaller } from "../../kernel/caller.ts";
import type { Runtime } from "../../kernel/service.ts";
import { AwsError } from "../../protocol/aws-error.ts";

/** The subnets of a load balancer: two or more as AWS wants them, in different zones of one network. */
export async function findSubnets(runtime: Runtime, ids: readonly string[]): Promise<readonly Subnet[]> {
  const found = await ask(runtime, (caller) =>
    runtime.aws.call<DescribeSubnetsCommandOutput>("ec2", "DescribeSubnets", { SubnetIds: ids }, caller),
  );
  const subnets = found?.Subnets ?? [];
  if (found === undefined)
    throw new AwsError("SubnetNotFound", `One or more subnets not found: ${ids.join(", ")}`);
  if (new Set(subnets.map((it) => it.AvailabilityZone)).size < 2) {
    throw new AwsError(
      "ValidationError",
      "At least two subnets in two different Availability Zones must be specified",
    );
  }
  if (new Set(subnets.map((it) => it.VpcId)).size > 1) {
    throw new AwsError("InvalidSubnet", "all subnets must belong to the same VPC");
  }
  return subnets;
}

/** The private addresses of instances that are to be targets: running ones of the group's network. */
export async function findTargetAddresses(
  runtime: Runtime,
  { ids, vpcId }: Readonly<{ ids: readonly string[]; vpcId: string }>,
): Promise<ReadonlyMap<string, string>> {
  const found = await ask(runtime, (caller) =>
    runtime.aws.call<DescribeInstancesCommandOutput>(
      "ec2",
      "DescribeInstances",
      { InstanceIds: ids },
      caller,
    ),
  );
  const instances = (found?.Reservations ?? []).flatMap((it) => it.Instances ?? []);
  const usable = instances.filter((it) => it.State?.Name === "running" && it.VpcId === vpcId);
  const addresses = new Map(usable.map((it) => [it.InstanceId ?? "", it.PrivateIpAddress ?? ""]));
  const missing = ids.filter((id) => !addresses.has(id));
  if (missing.length === 0) return addresses;
  const message = `The following targets are not in a running state and cannot be registered: '${missing.join("', '")}'`;
  throw new AwsError("InvalidTarget", message);
}

async function ask<Answer>(
  runtime: Runtime,
  call: (caller: Caller) => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await call(serviceCaller("elasticloadbalancing.amazonaws.com", runtime.accountId));
  } catch (error) {
    if (error instanceof AwsError && /\.(NotFound|Malformed)$/.test(error.code)) return undefined;
    throw error;
  }
}
