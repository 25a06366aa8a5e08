import type { DescribeVpcsCommandInput, DescribeVpcsCommandOutput, Vpc } from "@aws-sdk/client-ec2";
import { pageByPosition } from "../../../../protocol/page.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { applyFilters, type FilterTable } from "../../filters.ts";
import { findResources } from "../../lookup.ts";
import type { VpcRecord } from "../../records.ts";
import { toTagList } from "../../tags.ts";

/** The networks there are. */
export const describeVpcs = (ec2: Ec2) =>
  ec2Operation<DescribeVpcsCommandInput, DescribeVpcsCommandOutput>(
    ["VpcIds", "Filters", "MaxResults", "NextToken"],
    (input) => {
      const { state } = ec2;
      const found = applyFilters(findResources(state, "vpcs", input.VpcIds), {
        filters: input.Filters,
        table: FILTERS,
        tagsOf: (it) => state.tags.get(it.vpcId),
      });
      const page = pageByPosition(found, {
        limit: input.MaxResults,
        token: input.NextToken,
        invalidTokenCode: "InvalidNextToken",
      });
      return { Vpcs: page.items.map((it) => toVpc(ec2, it)), NextToken: page.nextToken };
    },
  );

const FILTERS: FilterTable<VpcRecord> = {
  "vpc-id": (it) => it.vpcId,
  cidr: (it) => it.cidrBlock,
  "cidr-block": (it) => it.cidrBlock,
  "is-default": (it) => `${it.isDefault}`,
  isDefault: (it) => `${it.isDefault}`,
  state: () => "available",
};

/** A network as the API shows it. */
export function toVpc({ runtime, state }: Ec2, it: VpcRecord): Vpc {
  return {
    VpcId: it.vpcId,
    CidrBlock: it.cidrBlock,
    IsDefault: it.isDefault,
    OwnerId: runtime.accountId,
    State: "available",
    InstanceTenancy: "default",
    Tags: toTagList(state.tags.get(it.vpcId)),
  };
}
