import type {
  DescribeAutoScalingGroupsCommandInput,
  DescribeAutoScalingGroupsCommandOutput,
  Filter,
} from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../../protocol/aws-error.ts";
import { pageByPosition } from "../../../protocol/page.ts";
import { autoScalingOperation } from "../autoscaling-operation.ts";
import type { AutoScaling } from "../context.ts";
import type { GroupRecord } from "../records.ts";
import { toGroup } from "../shape.ts";

/** The groups there are, with their instances. */
export const describeAutoScalingGroups = (scaling: AutoScaling) =>
  autoScalingOperation<DescribeAutoScalingGroupsCommandInput, DescribeAutoScalingGroupsCommandOutput>(
    ["AutoScalingGroupNames", "Filters", "MaxRecords", "NextToken"],
    (input) => {
      const names = input.AutoScalingGroupNames ?? [];
      const wanted = [...scaling.state.groups.values()].filter(
        (it) => names.length === 0 || names.includes(it.name),
      );
      const found = wanted.filter((it) => (input.Filters ?? []).every((filter) => matches(it, filter)));
      const page = pageByPosition(found, {
        limit: input.MaxRecords,
        token: input.NextToken,
        invalidTokenCode: "InvalidNextToken",
      });
      return { AutoScalingGroups: page.items.map((it) => toGroup(scaling, it)), NextToken: page.nextToken };
    },
  );

function matches(group: GroupRecord, { Name = "", Values = [] }: Filter): boolean {
  if (Name === "tag-key") return group.tags.some((tag) => Values.includes(tag.key));
  if (Name === "tag-value") return group.tags.some((tag) => Values.includes(tag.value));
  if (!Name.startsWith("tag:")) throw new AwsError("ValidationError", `Filter type ${Name} is not correct.`);
  return group.tags.some((tag) => tag.key === Name.slice("tag:".length) && Values.includes(tag.value));
}
