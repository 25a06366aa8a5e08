import type {
  CreateLoadBalancerCommandInput,
  CreateLoadBalancerCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../../../protocol/aws-error.ts";
import { defaultAttributes, LOAD_BALANCER_ATTRIBUTES } from "../../attributes.ts";
import type { LoadBalancing } from "../../context.ts";
import { findSubnets } from "../../ec2-lookup.ts";
import { elbOperation } from "../../elb-operation.ts";
import type { LoadBalancerRecord } from "../../records.ts";
import { toLoadBalancer } from "../../shape.ts";
import { newArnId } from "../../state.ts";
import { putTags } from "../../tags.ts";

/** Makes an application load balancer at a loopback address of its own. The same request again gives the same one. */
export const createLoadBalancer = (elb: LoadBalancing) =>
  elbOperation<CreateLoadBalancerCommandInput, CreateLoadBalancerCommandOutput>(
    ["Name", "Subnets", "SubnetMappings", "SecurityGroups", "Scheme", "Tags", "Type", "IpAddressType"],
    async (input) => {
      const { state, runtime } = elb;
      const name = checkRequest(input);
      const subnetIds =
        input.Subnets ?? (input.SubnetMappings ?? []).map((mapping) => mapping.SubnetId ?? "");
      const subnets = await findSubnets(runtime, subnetIds);
      const zones = subnets.map((it) => ({
        zoneName: it.AvailabilityZone ?? "",
        subnetId: it.SubnetId ?? "",
      }));
      const existing = [...state.loadBalancers.values()].find((it) => it.name === name);
      if (existing !== undefined) {
        expectSameZones(existing, zones);
        return { LoadBalancers: [toLoadBalancer(existing)] };
      }
      const arn = `arn:aws:elasticloadbalancing:${runtime.region}:${runtime.accountId}:loadbalancer/app/${name}/${newArnId()}`;
      putTags(state, arn, input.Tags);
      const record: LoadBalancerRecord = {
        ...{ arn, name, zones, vpcId: subnets[0]?.VpcId ?? "", createdMs: runtime.clock.now() },
        address: elb.addresses.claim(arn, subnets[0]?.CidrBlock ?? ""),
        securityGroupIds: input.SecurityGroups ?? [],
        scheme: input.Scheme ?? "internet-facing",
        attributes: defaultAttributes(LOAD_BALANCER_ATTRIBUTES),
      };
      state.loadBalancers.put(arn, record);
      return { LoadBalancers: [toLoadBalancer(record)] };
    },
  );

function checkRequest({ Name = "", Type, IpAddressType }: CreateLoadBalancerCommandInput): string {
  if (Type !== undefined && Type !== "application") {
    throw new AwsError(
      "ValidationError",
      `Elastic Load Balancing: not emulated: load balancers of type ${Type}`,
    );
  }
  if (IpAddressType !== undefined && IpAddressType !== "ipv4") {
    throw new AwsError(
      "ValidationError",
      `Elastic Load Balancing: not emulated: IpAddressType ${IpAddressType}`,
    );
  }
  if (/^(?!internal-)[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(Name)) return Name;
  throw new AwsError(
    "ValidationError",
    `a load balancer name has 1 to 32 letters, digits and hyphens, not: ${Name}`,
  );
}

function expectSameZones({ name, zones }: LoadBalancerRecord, wanted: LoadBalancerRecord["zones"]): void {
  const ids = (list: LoadBalancerRecord["zones"]) =>
    list
      .map((zone) => zone.subnetId)
      .sort()
      .join();
  if (ids(zones) === ids(wanted)) return;
  const message = `A load balancer with the same name '${name}' exists, but with different settings`;
  throw new AwsError("DuplicateLoadBalancerName", message);
}
