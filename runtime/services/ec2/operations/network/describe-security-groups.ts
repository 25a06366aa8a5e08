import type {
  DescribeSecurityGroupsCommandInput,
  DescribeSecurityGroupsCommandOutput,
  SecurityGroup,
} from "@aws-sdk/client-ec2";
import { pageByPosition } from "../../../../protocol/page.ts";
import type { Ec2 } from "../../context.ts";
import { ec2Operation } from "../../ec2-operation.ts";
import { applyFilters, type FilterTable } from "../../filters.ts";
import { findResources, findSecurityGroup } from "../../lookup.ts";
import type { SecurityGroupRecord } from "../../records.ts";
import { toTagList } from "../../tags.ts";

/** The security groups there are. */
export const describeSecurityGroups = (ec2: Ec2) =>
  ec2Operation<DescribeSecurityGroupsCommandInput, DescribeSecurityGroupsCommandOutput>(
    ["GroupIds", "GroupNames", "Filters", "MaxResults", "NextToken"],
    (input) => {
      const { state } = ec2;
      const named = (input.GroupNames ?? []).map((GroupName) => findSecurityGroup(state, { GroupName }));
      const groups = named.length > 0 ? named : findResources(state, "securityGroups", input.GroupIds);
      const tagsOf = (it: SecurityGroupRecord) => state.tags.get(it.groupId);
      const found = applyFilters(groups, { filters: input.Filters, table: FILTERS, tagsOf });
      const page = pageByPosition(found, {
        limit: input.MaxResults,
        token: input.NextToken,
        invalidTokenCode: "InvalidNextToken",
      });
      return { SecurityGroups: page.items.map((it) => toSecurityGroup(ec2, it)), NextToken: page.nextToken };
    },
  );

const FILTERS: FilterTable<SecurityGroupRecord> = {
  "group-id": (it) => it.groupId,
  "group-name": (it) => it.groupName,
  "vpc-id": (it) => it.vpcId,
  description: (it) => it.description,
  "ip-permission.cidr": (it) =>
    it.ingress.flatMap((rule) => (rule.IpRanges ?? []).map((range) => range.CidrIp)),
  "ip-permission.from-port": (it) => it.ingress.map((rule) => `${rule.FromPort}`),
  "ip-permission.to-port": (it) => it.ingress.map((rule) => `${rule.ToPort}`),
  "ip-permission.protocol": (it) => it.ingress.map((rule) => rule.IpProtocol),
};

function toSecurityGroup({ runtime, state }: Ec2, it: SecurityGroupRecord): SecurityGroup {
  return {
    GroupId: it.groupId,
    GroupName: it.groupName,
    SecurityGroupArn: `arn:aws:ec2:${runtime.region}:${runtime.accountId}:security-group/${it.groupId}`,
    Description: it.description,
    VpcId: it.vpcId,
    OwnerId: runtime.accountId,
    IpPermissions: [...it.ingress],
    IpPermissionsEgress: [...it.egress],
    Tags: toTagList(state.tags.get(it.groupId)),
  };
}
