import type { DescribeSubnetsCommandInput, DescribeSubnetsCommandOutput, Subnet } from "@aws-sdk/client-ec2";
import { pageByPosition } from "../../../../protocol/page.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { applyFilters, type FilterTable } from "../../filters.ts";
import { findResources } from "../../lookup.ts";
import type { SubnetRecord } from "../../records.ts";
import { toTagList } from "../../tags.ts";

/** The subnets there are. */
export const describeSubnets = (ec2: Ec2) =>
  ec2Operation<DescribeSubnetsCommandInput, DescribeSubnetsCommandOutput>(
    ["SubnetIds", "Filters", "MaxResults", "NextToken"],
    (input) => {
      const { state } = ec2;
      const found = applyFilters(findResources(state, "subnets", input.SubnetIds), {
        filters: input.Filters,
        table: FILTERS,
        tagsOf: (it) => state.tags.get(it.subnetId),
      });
      const page = pageByPosition(found, {
        limit: input.MaxResults,
        token: input.NextToken,
        invalidTokenCode: "InvalidNextToken",
      });
      return { Subnets: page.items.map((it) => toSubnet(ec2, it)), NextToken: page.nextToken };
    },
  );

const FILTERS: FilterTable<SubnetRecord> = {
  "subnet-id": (it) => it.subnetId,
  "vpc-id": (it) => it.vpcId,
  "cidr-block": (it) => it.cidrBlock,
  cidrBlock: (it) => it.cidrBlock,
  "availability-zone": (it) => it.availabilityZone,
  availabilityZone: (it) => it.availabilityZone,
  "default-for-az": (it) => `${it.defaultForAz}`,
  defaultForAz: (it) => `${it.defaultForAz}`,
  "map-public-ip-on-launch": () => "false",
  state: () => "available",
};

/** A subnet as the API shows it; AWS keeps five addresses of each for itself. */
export function toSubnet({ runtime, state }: Ec2, it: SubnetRecord): Subnet {
  const size = 2 ** (32 - Number(it.cidrBlock.split("/")[1]));
  const alive = ["pending", "running", "stopping", "stopped", "shutting-down"];
  const used = [...state.instances.values()].filter(
    (i) => i.subnetId === it.subnetId && alive.includes(i.state),
  );
  return {
    SubnetId: it.subnetId,
    SubnetArn: `arn:aws:ec2:${runtime.region}:${runtime.accountId}:subnet/${it.subnetId}`,
    VpcId: it.vpcId,
    CidrBlock: it.cidrBlock,
    AvailabilityZone: it.availabilityZone,
    AvailableIpAddressCount: size - 5 - used.length,
    DefaultForAz: it.defaultForAz,
    MapPublicIpOnLaunch: false,
    OwnerId: runtime.accountId,
    State: "available",
    Tags: toTagList(state.tags.get(it.subnetId)),
  };
}
